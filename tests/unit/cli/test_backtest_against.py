"""`themewire backtest --against`: search engines over the same stream, scored as ours is."""

from pathlib import Path

import pytest

from services.cli import backtest_against
from services.cli.backtest_engines import measured
from tests.unit.cli.backtest_streams import figures, invented, run, write


def row(text: str, days: float = 0) -> dict[str, object]:
    return {"days": days, "text": text, "query": text}


def engine(name: str) -> str:
    if name != "fts5" and not backtest_against._installed(backtest_against._MODULES[name]):
        pytest.skip(f"{name} is not installed: make bench-tools")
    return name


def test_an_engine_finds_earlier_articles_only_and_the_newer_of_two_alike_first() -> None:
    rows = [
        row("ferry pier", 0),
        row("ferry pier", 16),
        row("honey mites", 17),
        row("ferry pier", 18),
        row("ferry pier", 18.5),
    ]
    found = measured("fts5", rows)
    assert found["tops"] == {0: [], 1: [], 2: [], 3: [1], 4: [3, 1]}
    assert len(found["query_seconds"]) == len(found["refresh_seconds"]) == 5


def test_a_query_of_no_words_finds_nothing() -> None:
    assert measured("fts5", [row("ferry"), row("")])["tops"][1] == []


@pytest.mark.parametrize("name", ["fts5", "bm25", "tantivy"])
def test_an_engine_is_scored_beside_ours(tmp_path: Path, name: str) -> None:
    file = write(tmp_path / "s.ndjson", invented(120, seed=5, dated=True))
    found = figures(file, "--against", engine(name))
    beside = found["against"][name]
    assert 0 < beside["nDCG@10"] <= 1 and found["nDCG@10"] > 0
    assert beside["add_ms"] > 0 and beside["query_ms"]["p50"] > 0


def test_an_unlabelled_stream_gives_times_alone(tmp_path: Path) -> None:
    lines = [{**line, "story": None} for line in invented(30, seed=6, dated=False)]
    beside = figures(write(tmp_path / "s.ndjson", lines), "--against", "fts5")["against"]["fts5"]
    assert beside["nDCG@10"] is None and beside["query_ms"]["mean"] > 0


def test_what_is_not_installed_or_known_is_said_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backtest_against, "_BENCH_PYTHON", tmp_path / "python")
    for name, said in (("tantivy", "`make bench-tools`"), ("lucene", "there are bm25, fts5, tantivy")):
        code, out, err = run(tmp_path / "absent", "--against", f"fts5,{name}")
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert err.startswith(f"themewire backtest: --against {name}: ") and said in err
