"""`themewire keys`: a key is printed once, works, and ends when it is revoked."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli.keys import app
from services.runtime.api_keys import Scope, id_of, recognised
from services.runtime.api_keys_file import read_keys
from services.runtime.settings import SettingsError


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "keys.json"
    monkeypatch.setenv("THEMEWIRE_API_KEYS_FILE", str(found))
    return found


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, arguments)
    if isinstance(done.exception, SettingsError):
        raise done.exception
    return done.exit_code, done.output


def test_a_made_key_is_recognised_with_its_scopes_and_quotas(path: Path) -> None:
    code, said = run("add", "desk", "--scope", "write", "--scope", "retract", "--documents-per-minute", "60")
    assert code == 0
    key = recognised(read_keys(path), said.strip())
    assert key is not None
    assert (key.name, key.documents_per_minute) == ("desk", 60)
    assert key.scopes == {Scope.write, Scope.retract}


def test_a_key_that_is_not_told_otherwise_may_write_only(path: Path) -> None:
    run("add", "desk")
    [key] = read_keys(path).values()
    assert key.scopes == {Scope.write}


def test_the_list_shows_names_and_no_secrets(path: Path) -> None:
    text = run("add", "desk")[1].strip()
    code, said = run("list")
    assert code == 0
    assert (id_of(text) or "?") in said
    assert "desk" in said
    assert text[-20:] not in said


def test_a_revoked_key_is_gone_and_an_unknown_one_is_said(path: Path) -> None:
    text = run("add", "desk")[1].strip()
    assert run("revoke", id_of(text) or "")[0] == 0
    assert read_keys(path) == {}
    code, said = run("revoke", "0" * 12)
    assert code == 1
    assert "themewire keys list" in said


@pytest.mark.parametrize("arguments", [["add", ""], ["add", "x" * 101], ["add", "d", "--scope", "all"], ["add"]])
def test_wrong_arguments_make_no_key(path: Path, arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2
    assert not path.exists()


def test_without_the_setting_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THEMEWIRE_API_KEYS_FILE", raising=False)
    with pytest.raises(SettingsError, match="THEMEWIRE_API_KEYS_FILE is not set"):
        run("list")
