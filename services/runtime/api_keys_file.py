"""The file of API keys (`THEMEWIRE_API_KEYS_FILE`): read, written whole, and read again when it changes."""

import fcntl
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog
from pydantic import BaseModel, ValidationError

from services.runtime.api_keys import ApiKey
from services.runtime.settings import SettingsError

VARIABLE = "THEMEWIRE_API_KEYS_FILE"

Keys = Mapping[str, ApiKey]
"""By id."""


class _File(BaseModel):
    keys: list[ApiKey]


def read_keys(path: Path) -> dict[str, ApiKey]:
    """Every key by its id; raises `SettingsError` when the file is missing or not what `themewire keys` writes."""
    try:
        found = _File.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SettingsError(
            f"{VARIABLE}: cannot read {path}: {error.strerror}; make a first key with `themewire keys add NAME`"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SettingsError(
            f"{VARIABLE}: {path} is not a file of keys ({place}: {first['msg']}): restore it, or remove it"
            " and make new keys with `themewire keys add NAME`"
        ) from error
    return {key.id: key for key in found.keys}


def change_keys(path: Path, change: Callable[[dict[str, ApiKey]], None]) -> None:
    """Applies `change` to the keys in the file (none when it is missing) and puts the new file in its place at once.

    One change after another, also from several processes; readable by its owner only. Raises `SettingsError`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise SettingsError(f"{VARIABLE}: cannot write {path}: {error.strerror}") from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        keys = read_keys(path) if path.exists() else {}
        change(keys)
        _replace(path, _File(keys=list(keys.values())).model_dump_json(indent=1).encode() + b"\n")
        os.fsync(folder)
    except OSError as error:
        raise SettingsError(f"{VARIABLE}: cannot write {path}: {error.strerror}") from error
    finally:
        os.close(folder)


class WatchedKeys:
    """The keys as the file has them now. A file that went bad is said once, and the keys stay as they were."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._state()
        self._keys: Keys = read_keys(path)

    def current(self) -> Keys:
        """Looks at the file's state each time, so that a revoked key ends with the next request."""
        if (state := self._state()) != self._seen:
            self._seen = state
            try:
                self._keys = read_keys(self._path)
            except SettingsError as error:
                structlog.get_logger("themewire.keys").error("the keys stay as they were", error=str(error))
        return self._keys

    def _state(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def _replace(path: Path, content: bytes) -> None:
    written, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 600
    try:
        with os.fdopen(written, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
