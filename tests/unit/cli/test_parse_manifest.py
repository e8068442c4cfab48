import io
from pathlib import Path
from typing import Any

import orjson
import pytest
from rich.console import Console
from typer.testing import CliRunner

from schemas.raw_document import HTML, TEXT
from services.cli.parse import app
from services.cli.parse_manifest import ManifestError, answers, read_manifest
from services.cli.parsed_files import as_json, raw_document
from services.parser.parse import parse
from tests.unit.parser.golden import PAIRS

URL = "https://news.example/2025/03/21/"


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of every kind of golden pair three documents, some of them named from the manifest's own directory."""
    directory = tmp_path_factory.mktemp("manifest")
    lines = []
    for kind in sorted(PAIRS.iterdir()):
        documents = sorted(path for path in kind.iterdir() if path.suffix in (".html", ".txt"))
        for number, path in enumerate(documents[:3]):
            file = str(path)
            if number == 0:
                file = f"{kind.name}{path.suffix}"
                (directory / file).write_bytes(path.read_bytes())
            media_type = HTML if path.suffix == ".html" else TEXT
            lines.append({"id": path.stem, "file": file, "media_type": media_type, "url": URL + path.stem})
    return write(directory / "manifest.ndjson", *lines)


def write(path: Path, *lines: dict[str, str] | str) -> Path:
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else orjson.dumps(line) for line in lines))
    return path


def answered(manifest: Path, jobs: int = 1) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in answers(manifest, read_manifest(manifest), jobs)]


def without_time(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in answer.items() if name != "cpu_ms"} for answer in found]


def test_an_answer_is_what_parse_gives(manifest: Path) -> None:
    lines = read_manifest(manifest)
    found = answered(manifest)
    assert [answer["id"] for answer in found] == [line.id for line in lines]
    for answer, line in zip(found, lines, strict=True):
        (result,) = parse(raw_document(str(manifest.parent / line.file), line.media_type, line.url))
        told = as_json(result)
        assert answer["cpu_ms"] >= 0
        assert without_time([answer]) == [{"id": line.id, **(told if "rejected" in told else {"record": told})}]


def test_two_processes_give_the_same_answers_in_the_same_order(manifest: Path) -> None:
    assert without_time(answered(manifest, jobs=2)) == without_time(answered(manifest, jobs=1))


def test_a_file_that_is_not_there_is_answered_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bridge opens after nine years of works")
    lines = [{"id": "1", "file": "missing.txt"}, {"id": "2", "file": "a.txt"}, {"id": "3", "file": "."}]
    missing, there, directory = answered(write(tmp_path / "m.ndjson", *lines))
    assert (missing["id"], missing["rejected"]["stage"]) == ("1", "read")
    assert missing["rejected"]["reason"] == "cannot read missing.txt: No such file or directory"
    assert there["record"]["headline"] == "Bridge opens after nine years of works"
    assert directory["rejected"]["stage"] == "read"


def test_a_packed_file_that_is_cut_off_is_answered_too(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(b"\x1f\x8b\x08\x00\x00")
    (answer,) = answered(write(tmp_path / "m.ndjson", {"id": "1", "file": "a.html.gz"}))
    assert answer["rejected"]["stage"] == "read"
    assert "a.html.gz" in answer["rejected"]["reason"]


def test_a_rejected_document_says_stage_and_reason(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>*** --- ***</p>")
    (answer,) = answered(write(tmp_path / "m.ndjson", {"id": "1", "file": "a.html"}))
    assert answer["rejected"]["stage"] == "parse"
    assert answer["rejected"]["reason"] == "no headline was found in the document"


@pytest.mark.parametrize(
    "bad", ["not json", '{"id": "x"}', '{"file": "a.txt"}', '["a.txt"]', '{"id": 1, "file": "a.txt"}', "{", "\xff"]
)
def test_a_line_that_is_none_is_named_by_its_number(bad: str, tmp_path: Path) -> None:
    path = write(tmp_path / "m.ndjson", {"id": "1", "file": "a.txt"}, "", bad)
    with pytest.raises(ManifestError, match=r"(?s)m\.ndjson line 3: .*a line is"):
        read_manifest(path)


def test_blank_lines_are_passed_over_and_an_empty_manifest_has_no_answer(tmp_path: Path) -> None:
    assert answered(write(tmp_path / "m.ndjson", "", "  ", "")) == []


def run(*arguments: str | Path) -> tuple[int, list[dict[str, Any]], str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, [orjson.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_the_command_answers_every_line_and_shows_no_progress_to_what_is_no_terminal(manifest: Path) -> None:
    code, found, errors = run("--manifest", manifest, "--jobs", "2")
    assert (code, errors) == (0, "")
    assert without_time(found) == without_time(answered(manifest))


def test_the_command_shows_progress_on_a_terminal(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr("services.cli.parse.Console", lambda **_: Console(file=shown, force_terminal=True))
    code, found, _ = run("--manifest", manifest)
    assert (code, len(found)) == (0, len(read_manifest(manifest)))
    assert "parsing" in shown.getvalue()


def test_the_command_names_a_bad_line_and_a_missing_manifest(tmp_path: Path) -> None:
    code, found, errors = run("--manifest", write(tmp_path / "m.ndjson", "{}"))
    assert (code, found) == (1, [])
    assert "m.ndjson line 1" in errors
    code, found, errors = run("--manifest", tmp_path / "none.ndjson")
    assert (code, found) == (1, [])
    assert "none.ndjson" in errors


def test_files_and_a_manifest_are_not_taken_together(manifest: Path) -> None:
    assert run()[0] == 2
    assert run("a.txt", "--manifest", manifest)[0] == 2
