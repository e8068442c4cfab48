"""The journal: what it says stands through crashes, and a run that was interrupted anywhere sends exactly the rest."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.archives.reading import Entry, Reading
from services.ingest.archives.sources import sources
from services.ingest.sending.journal import Journal, NotAJournal, Progress
from services.ingest.sending.resumed import Resumed, Skipped

READING = Reading(limit=1000)
LINES = [f'{{"content": "Ferry {number}"}}\n' for number in range(5)]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("import")
    (directory / "news.ndjson").write_text("".join(LINES))
    (directory / "bad.ndjson").write_text(LINES[0] + "{}\n" + LINES[1])
    (directory / "page.txt").write_text("page")
    return directory


def run(directory: Path, journal: Path | None, settled: int | None = None, target: str = "a") -> tuple[list[str], int]:
    """Sends until so many entries are settled; what was sent, and how many documents were skipped."""
    sent, skipped = [], 0
    with Journal(journal or directory / "none") as opened:
        resumed = Resumed(opened if journal else None, READING, target)
        for number, item in enumerate(
            resumed.entries(sources([str(directory / "*.ndjson"), str(directory / "*.txt")]))
        ):
            if number == settled:
                break
            if isinstance(item, Skipped):
                skipped += item.documents
            elif isinstance(item, Entry):
                if item.found and item.found.message:
                    sent.append((item.found.message.value or b"").decode())
                resumed.settled(item)
                opened.write()
    return sorted(sent), skipped


ALL = sorted(["Ferry 0", "Ferry 1", *(f"Ferry {number}" for number in range(5)), "page"])


@given(cuts=st.lists(st.integers(0, 12), max_size=4))
def test_runs_that_were_interrupted_anywhere_send_everything_once(
    directory: Path, tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    journal = tmp_path_factory.mktemp("journal") / "j"
    sent: list[str] = []
    for cut in cuts:
        sent += run(directory, journal, cut)[0]
    rest, skipped = run(directory, journal)
    assert sorted(sent + rest) == ALL
    assert skipped == len(sent)
    assert run(directory, journal) == ([], len(ALL))


def test_without_a_journal_all_is_sent_again(directory: Path) -> None:
    assert run(directory, None) == (ALL, 0) == run(directory, None)


def test_another_cluster_or_topic_has_nothing_of_it(directory: Path, tmp_path: Path) -> None:
    assert run(directory, tmp_path / "j") == (ALL, 0) == run(directory, tmp_path / "j", target="b")


def test_a_changed_file_is_sent_again(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("page")
    assert run(tmp_path, tmp_path / "j") == (["page"], 0)
    assert run(tmp_path, tmp_path / "j") == ([], 1)
    os.utime(page, ns=(0, page.stat().st_mtime_ns + 1))
    assert run(tmp_path, tmp_path / "j") == (["page"], 0)


def test_a_problem_is_told_by_every_run(directory: Path, tmp_path: Path) -> None:
    for _ in range(3):
        with Journal(tmp_path / "j") as journal:
            resumed = Resumed(journal, READING, "a")
            told = []
            for item in resumed.entries(sources([str(directory / "bad.ndjson")])):
                if isinstance(item, Entry):
                    resumed.settled(item)
                    told += [item.found.problem] if item.found and item.found.problem else []
        assert len(told) == 1


@given(progress=st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 99)), cut=st.integers(0, 60))
def test_a_torn_line_says_nothing_and_what_comes_after_is_kept(
    tmp_path_factory: pytest.TempPathFactory, progress: dict[str, int], cut: int
) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"
    with Journal(path) as journal:
        journal.note("first", "first.txt", Progress(1, 1, True))
        journal.write()
        journal.note("torn", "torn.txt", Progress(5, 5))
    path.write_bytes(path.read_bytes()[: -1 - cut] if cut else path.read_bytes())
    with Journal(path) as journal:
        assert journal.of("first") == Progress(1, 1, True)
        assert journal.of("torn") == (Progress() if cut else Progress(5, 5))
        for key, sent in progress.items():
            journal.note(key, "x", Progress(sent, sent))
    with Journal(path) as journal:
        assert {key: journal.of(key).sent for key in progress} == progress
        assert journal.of("first") == Progress(1, 1, True)


def test_another_file_is_not_taken_for_a_journal(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Ferry</p>")
    with pytest.raises(NotAJournal, match=r"page.html is no journal .* name another file"):
        Journal(page)
    assert page.read_text() == "<p>Ferry</p>"
    with pytest.raises(NotAJournal, match="cannot be written"):
        Journal(tmp_path)
