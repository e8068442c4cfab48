"""What `make bench-parser` makes of figures, and what it says where there is nothing to measure."""

import subprocess
import sys
from pathlib import Path

from tests.bench.parsers.measure import OURS, ROOT, together
from tests.bench.parsers.report import ratio, table, targets, trade_off
from tests.bench.parsers.targets import ALL_DUMPS, ALL_PAGES, TARGETS
from tests.bench.parsers.tools import TRAFILATURA


def figures(body: float, cpu_ms: float) -> dict[str, float]:
    return {"pages": 10, "exceptions": 0, "cpu_ms_mean": cpu_ms} | {
        target.figure: body for target in TARGETS if target.figure not in ("exceptions", "cpu_ms_mean")
    }


MEASURED = {
    documents: {OURS: figures(0.9649, 8), TRAFILATURA: figures(0.95, 20)}
    for documents in {target.documents for target in TARGETS}
}


def test_every_target_is_met_or_not() -> None:
    verdicts = [line.split()[-1] for line in targets(MEASURED).splitlines()[1:]]
    missed = {TARGETS[n].figure for n, verdict in enumerate(verdicts) if verdict == "NO"}
    assert set(verdicts) == {"yes", "NO"}
    assert missed == {"body_F1", "leaking_share", "cpu_ms_mean"}, "scrapinghub .970, leaks and 2 ms for dumps"


def test_columns_stand_under_their_headings() -> None:
    head, group, *rows = table(MEASURED).splitlines()
    assert group.endswith("(10)")
    place = head.index("body F1") + len("body F1")
    assert rows[0][:place].endswith("0.965")
    assert "all pages" not in table(MEASURED)


def test_cheapest_first_and_a_ratio() -> None:
    assert [line.split()[0] for line in trade_off(MEASURED).splitlines()[1:]] == [OURS, TRAFILATURA]
    assert ratio(MEASURED) == "ours / trafilatura: CPU 0.40x; body F1 fundus pages +0.015, scrapinghub pages +0.015"


def test_sets_count_by_their_size() -> None:
    both = together([{**figures(0.9, 10), "pages": 30}, {**figures(0.9, 20), "pages": 10}])
    assert both == {"pages": 40, "exceptions": 0, "cpu_ms_mean": 12.5}
    assert {ALL_PAGES, ALL_DUMPS} <= MEASURED.keys()


def test_without_data_it_says_so_and_fails(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.parsers", "--shared", str(tmp_path)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.startswith("nothing to measure: no data/pages")
