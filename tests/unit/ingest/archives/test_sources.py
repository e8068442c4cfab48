"""What names stand for: files, directories in full depth, globs; what is not read is named with the reason."""

import os
from pathlib import Path

import pytest

from services.ingest.archives.formats import Format, format_of
from services.ingest.archives.sources import NotRead, Source, sources


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("b.html", "a.txt", "deep/c.jsonl", "deep/deeper/d.warc.gz", ".hidden", ".git/config"):
        (tmp_path / name).write_text("x")
    (tmp_path / "empty.txt").touch()
    return tmp_path


def names(tree: Path, *asked: str) -> list[str]:
    found = sources([str(tree / name) for name in asked])
    return [str(Path(one.name).relative_to(tree)) for one in found if isinstance(one, Source)]


def not_read(*asked: Path) -> dict[str, str]:
    return {one.name: one.why for one in sources([str(name) for name in asked]) if isinstance(one, NotRead)}


def test_a_directory_is_read_in_full_depth(tree: Path) -> None:
    assert names(tree, "") == ["a.txt", "b.html", "deep/c.jsonl", "deep/deeper/d.warc.gz"]
    assert not_read(tree) == {
        str(tree / ".git"): "it is hidden",
        str(tree / ".hidden"): "it is hidden",
        str(tree / "empty.txt"): "it is empty",
    }


def test_a_glob_matches_at_any_depth(tree: Path) -> None:
    assert names(tree, "**/*.jsonl", "?.txt") == ["deep/c.jsonl", "a.txt"]
    assert "no file matches" in not_read(tree / "*.pdf")[str(tree / "*.pdf")]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tree: Path) -> None:
    (tree / "[1].txt").write_text("x")
    assert names(tree, "[1].txt") == ["[1].txt"]


def test_each_file_is_read_once(tree: Path) -> None:
    (tree / "deep" / "again.txt").symlink_to(tree / "a.txt")
    assert names(tree, "a.txt", "", "*.txt").count("a.txt") == 1
    assert "deep/again.txt" not in names(tree, "a.txt", "")


def test_what_was_asked_for_itself_is_read_hidden_or_empty(tree: Path) -> None:
    assert names(tree, ".hidden", "empty.txt") == [".hidden", "empty.txt"]


def test_links_to_directories_are_not_followed_so_there_are_no_loops(tree: Path) -> None:
    (tree / "deep" / "up").symlink_to(tree)
    (tree / "self").symlink_to(tree / "self")
    assert names(tree, "") == ["a.txt", "b.html", "deep/c.jsonl", "deep/deeper/d.warc.gz"]
    named = not_read(tree)
    assert "link to a directory" in named[str(tree / "deep" / "up")]
    assert "symbolic links" in named[str(tree / "self")]


def test_a_pipe_in_a_directory_is_not_opened(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    assert not_read(tree)[str(tree / "pipe")] == "it is no regular file"


def test_a_missing_file_is_named(tree: Path) -> None:
    missing = tree / "none.txt"
    assert not_read(missing) == {str(missing): "it cannot be read: No such file or directory"}
    assert next(iter(sources(["a\0b"]))) == NotRead("a\0b", "it cannot be read: embedded null byte", True)


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("page.html", Format.DOCUMENT),
        ("-", Format.DOCUMENT),
        ("x.json", Format.DOCUMENT),
        ("news.NDJSON", Format.NDJSON),
        ("news.jsonl.zst", Format.NDJSON),
        ("news.csv.gz", Format.CSV),
        ("news.tsv", Format.CSV),
        ("CC-NEWS-20310203.warc.gz", Format.WARC),
        ("gz", Format.DOCUMENT),
    ],
)
def test_the_format_is_in_the_name_unless_it_is_said(name: str, format_: Format) -> None:
    assert format_of(name) is format_
    assert list(sources(["-"], Format.WARC)) == [Source("-", Format.WARC)]
