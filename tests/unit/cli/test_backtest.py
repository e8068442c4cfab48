"""`themewire backtest`: the same quality however the articles arrive and are sharded, and as the script scores it."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.shared_data import shared, stream
from tests.unit.cli.backtest_streams import figures, invented, quality, run, write

FERRY = "Ferry pier closed after divers find cracks"
FERRY_AGAIN = "Divers: cracks in ferry pier"
BEES = "Beekeepers lose hives to mites"


def day(number: int) -> str:
    return f"2031-05-{number:02d}T12:00:00Z"


def scored_by_script(file: Path, rankings: Path) -> dict[str, Any]:
    script = shared("../tools/score_stream.py")
    command = [sys.executable, str(script), str(file), str(rankings)]
    scored: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert scored.pop("not_earlier") == 0
    return scored


def test_a_stream_by_hand(tmp_path: Path) -> None:
    file = write(
        tmp_path / "s.ndjson",
        [
            # In no order: the first by time is a, and b is no query of its own story, which starts with it.
            {"id": "c", "headline": FERRY_AGAIN, "published_at": day(3), "story": "ferry"},
            {"id": "a", "headline": FERRY, "published_at": day(1), "story": "ferry"},
            {"id": "b", "headline": BEES, "published_at": day(2), "story": "bees"},
            # Labelled as b's story, but with no word of it: a query that finds nothing.
            {"id": "d", "headline": "Honey is dear", "published_at": day(4), "story": "bees"},
            # Eight days after c to the second: too late to be a query for it.
            {"id": "e", "headline": FERRY, "published_at": day(11), "story": "ferry"},
        ],
    )
    rankings = tmp_path / "r.ndjson"
    found = figures(file, "--rankings", rankings)
    assert quality(found) == {
        "docs": 5,
        "queries": 2,
        "P@1": 0.5,
        "MRR@10": 0.5,
        "nDCG@10": 0.5,
        "R@20": 0.5,
    }
    tops = {line["id"]: line["top"] for line in map(json.loads, rankings.read_text().splitlines())}
    assert list(tops) == ["a", "b", "c", "d", "e"]
    assert (tops["a"], tops["b"], tops["c"], tops["d"]) == ([], [], ["a"], [])
    assert found["add_query_ms"].keys() == {"mean", "p50", "p99"}
    held = found["bytes_per_article"]
    assert held.keys() == {"index", "articles"} and min(held.values()) > 100
    assert found["signature_ms"] > 0 and found["peak_memory_mib"] > 1


def test_without_times_the_order_is_the_files_and_nothing_decays(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"id": "z", "headline": FERRY, "story": 7},
        {"id": "a", "headline": FERRY_AGAIN, "story": 7},
    ]
    rankings = tmp_path / "r.ndjson"
    assert figures(write(tmp_path / "s.ndjson", lines), "--rankings", rankings)["P@1"] == 1
    assert [json.loads(line)["top"] for line in rankings.read_text().splitlines()] == [[], ["z"]]


def test_without_labels_there_is_no_quality(tmp_path: Path) -> None:
    found = figures(write(tmp_path / "s.ndjson", [{"id": "a", "headline": FERRY}]))
    assert quality(found) == {"docs": 1, "queries": 0, "P@1": None, "MRR@10": None, "nDCG@10": None, "R@20": None}


@pytest.mark.parametrize("dated", [True, False])
def test_shards_and_order_of_arrival_change_nothing_and_the_script_agrees(tmp_path: Path, dated: bool) -> None:
    file = write(tmp_path / "s.ndjson", invented(250, seed=3, dated=dated))
    told = []
    for number, options in enumerate(([], ["--shards", "4"], ["--shuffle", "1"], ["--shards", "3", "--shuffle", "2"])):
        rankings = tmp_path / f"{number}.ndjson"
        found = figures(file, "--rankings", rankings, *options)
        told.append((quality(found), found["near_duplicate_pairs"], rankings.read_text()))
    assert told[1:] == told[:1] * 3
    assert 0 < told[0][0]["nDCG@10"] < 1 and max(len(json.loads(line)["top"]) for line in told[0][2].splitlines()) > 10
    assert scored_by_script(file, tmp_path / "0.ndjson") == told[0][0]


@pytest.mark.parametrize(("name", "most"), [("allsides_dev", 700), ("neus_h11_1479", 300)])
def test_agrees_with_the_script_on_real_articles(tmp_path: Path, name: str, most: int) -> None:
    file, rankings = tmp_path / "s.jsonl.gz", tmp_path / "r.ndjson.gz"
    with gzip.open(file, "wt") as packed:
        packed.writelines(json.dumps(line) + "\n" for line in stream(name, most))
    found = quality(figures(file, "--rankings", rankings))
    assert found["queries"] > 0
    assert scored_by_script(file, rankings) == found
    assert quality(figures(file, "--shards", "3", "--shuffle", "5")) == found


def test_an_article_is_explained(tmp_path: Path) -> None:
    wire = "The harbour authority closed both ferry piers on Monday after divers found cracks in the piles below."
    ferry = {"text": wire, "story": 1}
    lines: list[dict[str, Any]] = [
        {"id": "a", "headline": FERRY, "source": "Herald", "published_at": day(1), **ferry},
        {"id": "b", "headline": "Cracked piles: both ferry piers shut", "published_at": day(2), **ferry},
        {"id": "x", "headline": BEES, "published_at": day(2), "story": 1},
        {"id": "c", "headline": FERRY_AGAIN, "published_at": day(3), "story": 1},
        {"id": "later", "headline": FERRY, "published_at": day(4)},
    ]
    file = write(tmp_path / "s.ndjson", lines)
    code, out, _ = run(file, "--explain", "c", "--shards", "2")
    rows = [line for line in out.splitlines() if line.startswith("│")]
    assert code == 0
    assert len(rows) == 2
    assert "Herald" in out and "2.0 d" in out and "same" in rows[0] and "lexical: " in rows[0]
    assert "a copy of" in out
    assert f"Same story, not in the list (below the floor): {BEES}" in out
    _, out, _ = run(file, "--explain", "a")
    assert "No earlier article reaches the floor" in out


GOOD = {"id": "a", "headline": FERRY}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([GOOD, "{"], "line 2: not JSON"),
        (["", GOOD, "[1]"], "line 3: not a JSON object"),
        ([{"headline": FERRY}], "line 1: no id"),
        ([{"id": 3, "headline": FERRY}], "line 1: id is 3, not a text"),
        ([{"id": "a"}], "line 1: no headline"),
        ([{"id": "a", "headline": ["x"]}], "line 1: headline is ['x'], not a text"),
        ([{**GOOD, "published_at": "yesterday"}], "line 1: published_at 'yesterday' is no time"),
        ([{**GOOD, "published_at": "0001-01-01T00:00:00+05:00"}], "line 1: published_at '0001"),
        ([{**GOOD, "published_at": 1234}], "line 1: published_at is 1234, not a text"),
        ([{**GOOD, "story": ["x"]}], "line 1: story is ['x'], not a text or number"),
        ([GOOD, {"id": "b", "headline": BEES}, GOOD], "line 3: id 'a' is that of line 1; give each its own"),
        ([{**GOOD, "published_at": day(1)}, {"id": "b", "headline": BEES}], "line 2: no published_at, which other"),
        ([], "holds no article"),
    ],
)
def test_a_bad_stream_is_one_line_that_says_where_and_what_to_do(tmp_path: Path, lines: list[Any], said: str) -> None:
    file = write(tmp_path / "s.ndjson", lines)
    code, out, err = run(file)
    assert (code, out) == (1, "")
    assert err.startswith(f"themewire backtest: {file} ") and err.count("\n") == 1
    assert said in err


def test_files_that_cannot_be_read_or_written_and_ids_that_are_not_there(tmp_path: Path) -> None:
    file = write(tmp_path / "s.ndjson", [GOOD])
    (tmp_path / "cut.gz").write_bytes(gzip.compress(json.dumps(GOOD).encode())[:-9])
    (tmp_path / "plain.gz").write_bytes(b"{}")
    for arguments, said in (
        ([tmp_path / "absent"], f"cannot open {tmp_path / 'absent'}: No such file or directory"),
        ([tmp_path / "cut.gz"], "no whole gzip file"),
        ([tmp_path / "plain.gz"], "no whole gzip file"),
        ([file, "--rankings", tmp_path / "no" / "r"], "cannot open"),
        ([file, "--explain", "b"], "no article 'b'"),
    ):
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert said in err
