"""The view's SQLite file: one process owns it, one connection writes, any number read."""

import fcntl
import os
import queue
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import zstandard

from services.view.packed import unpacked
from services.view.tables import LAYOUT, TABLES

WRITER_CACHE_KIB = 64 * 1024


class StoreError(Exception):
    """The view's file cannot be used; the message names the file and what to do."""


class SqliteFile:
    """The open file. `writer` belongs to one thread at a time; `reader()` may be used from any."""

    def __init__(self, path: Path, tables: str = TABLES, layout: int = LAYOUT) -> None:
        """Opens or creates the file; raises `StoreError` when it is corrupt, not writable or in use.

        `tables`: the statements that make them; `layout`: their version, with another one they are made anew.
        """
        self.path = path
        self._tables, self._layout = tables, layout
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._lock = _locked(path)
        try:
            self.writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            try:
                self._prepare()
            except BaseException:
                self.writer.close()
                raise
        except sqlite3.Error as error:
            os.close(self._lock)
            raise StoreError(_advice(path, error)) from error
        except BaseException:
            os.close(self._lock)
            raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the block or nothing; raises `StoreError`."""
        try:
            self.writer.execute("BEGIN IMMEDIATE")
            try:
                yield self.writer
                self.writer.execute("COMMIT")
            finally:
                if self.writer.in_transaction:
                    self.writer.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise StoreError(_advice(self.path, error)) from error

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees whole transactions only; raises `StoreError`."""
        try:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
                connection.execute("PRAGMA query_only = ON")
            try:
                yield connection
            finally:
                self._idle.put(connection)
        except sqlite3.Error as error:
            raise StoreError(_advice(self.path, error)) from error

    def unpacked(self, value: bytes) -> bytes:
        """A packed column's bytes; raises `StoreError` when they are damaged."""
        try:
            return unpacked(value)
        except zstandard.ZstdError as error:
            raise StoreError(_advice(self.path, error)) from error

    def empty(self) -> None:
        """Makes every table anew: quicker than deleting all rows; raises `StoreError`."""
        try:
            self._make_tables()
        except sqlite3.Error as error:
            if self.writer.in_transaction:
                self.writer.execute("ROLLBACK")
            raise StoreError(_advice(self.path, error)) from error

    def close(self) -> None:
        """Closes every connection and gives the file up."""
        while not self._idle.empty():
            self._idle.get_nowait().close()
        self.writer.close()
        os.close(self._lock)

    def _prepare(self) -> None:
        (mode,) = self.writer.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise sqlite3.OperationalError(f"no write-ahead log here (journal mode {mode})")
        # NORMAL: a power cut may undo the last transactions whole; rows and offsets go back together.
        self.writer.execute("PRAGMA synchronous = NORMAL")
        # Ids come in no order: with SQLite's 2 MB, the pages of their index would be written out and read again.
        self.writer.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
        (layout,) = self.writer.execute("PRAGMA user_version").fetchone()
        if layout != self._layout:
            self._make_tables()

    def _make_tables(self) -> None:
        # The full-text index first: it drops tables of its own.
        names = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC"
        drops = "".join(f'DROP TABLE IF EXISTS "{name}";' for (name,) in self.writer.execute(names).fetchall())
        made = f"{drops} {self._tables} PRAGMA user_version = {self._layout};"
        self.writer.executescript(f"BEGIN IMMEDIATE; {made} COMMIT;")


def _locked(path: Path) -> int:
    """Holds a lock beside the file until the process ends, however it ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"cannot write beside {path}: {error.strerror}; set THEMEWIRE_DATA to a directory") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise StoreError(
            f"{path} is in use by another view: stop that one, or give this one its own THEMEWIRE_DATA"
        ) from error
    return lock


def _advice(path: Path, error: sqlite3.Error | zstandard.ZstdError) -> str:
    if isinstance(error, sqlite3.OperationalError):
        remedy = "see that the directory can be written and the disk has room"
    else:
        remedy = "the file is damaged: delete it (with -wal and -shm), it is read anew from the topics"
    return f"cannot use {path}: {error}; {remedy}"
