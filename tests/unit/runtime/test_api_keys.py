"""A key is recognised by its hash, and by nothing else."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from services.runtime.api_keys import ID_BYTES, SECRET_BYTES, ApiKey, Scope, hash_of, id_of, key_text, recognised
from services.runtime.api_keys_file import WatchedKeys, change_keys, read_keys
from services.runtime.settings import SettingsError

TEXT = key_text(bytes(range(ID_BYTES + SECRET_BYTES)))
OTHER = key_text(bytes(reversed(range(ID_BYTES + SECRET_BYTES))))


def key_of(text: str, name: str = "harbour-desk") -> ApiKey:
    return ApiKey(
        id=id_of(text) or "",
        name=name,
        scopes=frozenset({Scope.write}),
        sha256=hash_of(text),
        created=datetime(2031, 2, 3, tzinfo=UTC),
    )


def put(path: Path, key: ApiKey) -> None:
    change_keys(path, lambda known: known.update({key.id: key}))


def test_a_key_is_recognised_by_its_whole_text() -> None:
    keys = {key.id: key for key in map(key_of, (TEXT, OTHER))}
    assert recognised(keys, TEXT) == keys[id_of(TEXT) or ""]
    assert recognised(keys, OTHER) == keys[id_of(OTHER) or ""]


@pytest.mark.parametrize(
    "presented",
    ["", "tw_", TEXT[:-1], TEXT + "A", TEXT[:-1] + ("B" if TEXT[-1] != "B" else "C"), TEXT.upper(), "\ud800", "ü" * 60],
)
def test_anything_else_is_not(presented: str) -> None:
    key = key_of(TEXT)
    assert recognised({key.id: key}, presented) is None
    assert recognised({}, presented) is None


def test_a_known_id_with_another_secret_is_not_recognised() -> None:
    key = key_of(TEXT)
    mixed = TEXT[: TEXT.rindex("_", 0, 17)] + OTHER[OTHER.index("_", 3) :]
    assert id_of(mixed) == key.id
    assert recognised({key.id: key}, mixed) is None


def test_the_random_bytes_are_counted() -> None:
    with pytest.raises(ValueError, match="38 random bytes"):
        key_text(b"too few")


def test_the_file_holds_no_key_and_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "keys.json"
    put(path, key_of(TEXT))
    assert TEXT not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert list(read_keys(path)) == [id_of(TEXT)]


def test_changes_at_the_same_time_all_stay(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    texts = [key_text(bytes([number]) * (ID_BYTES + SECRET_BYTES)) for number in range(20)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(partial(put, path), map(key_of, texts)))
    assert set(read_keys(path)) == {id_of(text) for text in texts}


def test_a_missing_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"THEMEWIRE_API_KEYS_FILE.*themewire keys add"):
        read_keys(tmp_path / "keys.json")


@pytest.mark.parametrize("content", ["", "{}", '{"keys": [{}]}', "\x00", json.dumps({"keys": {}})])
def test_a_file_that_is_something_else_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(SettingsError, match=r"keys\.json is not a file of keys"):
        read_keys(path)


def test_a_running_process_follows_the_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    put(path, key_of(TEXT))
    watched = WatchedKeys(path)
    put(path, key_of(OTHER))
    assert set(watched.current()) == {id_of(TEXT), id_of(OTHER)}
    change_keys(path, lambda known: known.clear())
    assert watched.current() == {}


@pytest.mark.expects_log("the keys stay as they were")
def test_a_file_that_went_bad_leaves_the_keys_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    put(path, key_of(TEXT))
    watched = WatchedKeys(path)
    path.write_text("broken")
    assert set(watched.current()) == {id_of(TEXT)}
    path.unlink()
    assert set(watched.current()) == {id_of(TEXT)}
    put(path, key_of(OTHER))
    assert set(watched.current()) == {id_of(OTHER)}
