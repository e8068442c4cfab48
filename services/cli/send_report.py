"""What `themewire send` says while it sends and at its end: receipts on stdout, everything else on stderr."""

import re
import sys
from collections.abc import Sequence
from types import TracebackType

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from services.ingest.files_to_articles_raw import Outcome
from services.ingest.receipt import Receipt

_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Names and texts from outside are told as text: none of them steers a terminal."""


class Report:
    """Used as a context around the sending; `total` is the bytes that will be read, when they are known.

    The bar is drawn on terminals only. The last line is the sum.
    """

    def __init__(self, *, quiet: bool, total: int | None, dry: bool = False) -> None:
        self.sent = self.skipped = self.left_out = self.not_sent = 0
        self.interrupted = False
        self.quiet = quiet
        self._dry = dry
        self._bytes = 0
        console = Console(stderr=True)
        columns = (
            TextColumn("sending"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[sent]} sent"),
            TimeRemainingColumn(),
        )
        self._progress = Progress(
            *columns,
            console=console,
            disable=dry or not console.is_terminal,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._progress.add_task("sending", total=total, sent=0)

    def __enter__(self) -> "Report":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()
        if error is None:
            typer.echo(f"themewire: {self.sum}", err=True)

    @property
    def sum(self) -> str:
        """How many documents were sent and how many not; what is 0 and needs no saying is not said."""
        sent = f"would send {self.sent} documents of {self._bytes} bytes" if self._dry else f"{self.sent} sent"
        parts = [sent, f"{self.not_sent} not sent"]
        if self.skipped:
            parts.insert(1, f"{self.skipped} skipped, sent before")
        if self.left_out:
            parts.append(f"{self.left_out} left out")
        if self.interrupted:
            parts.append("interrupted before the end: what was not reached is not counted")
        return ", ".join(parts)

    def would_send(self, size: int) -> None:
        """Counts a document of `size` bytes that a dry run came to."""
        self.sent += 1
        self._bytes += size

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Prints receipts and problems, and counts."""
        lines: list[bytes] = []
        for outcome in outcomes:
            self.skipped += outcome.skipped
            self.left_out += outcome.left_out
            if outcome.receipt:
                self.sent += 1
                if not self.quiet:
                    lines.append(_line(outcome, outcome.receipt))
            elif outcome.problem:
                self.not_sent += 1
                self._say(f"{_place(outcome)} not sent: {outcome.problem}")
            elif outcome.note:
                self._say(f"{_place(outcome)} left out: {outcome.note}")
        if lines:
            sys.stdout.buffer.write(b"".join(lines))
            sys.stdout.buffer.flush()
        self._progress.update(self._task, advance=sum(outcome.read for outcome in outcomes), sent=self.sent)

    def _say(self, text: str) -> None:
        text = _NOT_PRINTED.sub(lambda character: ascii(character[0])[1:-1], text)
        if self._progress.disable:
            typer.echo(f"themewire: {text}", err=True)
        else:
            self._progress.console.print(f"themewire: {text}", markup=False, highlight=False, soft_wrap=True)


def _place(outcome: Outcome) -> str:
    return f"{outcome.file}, {outcome.at}" if outcome.at else outcome.file


def _line(outcome: Outcome, receipt: Receipt) -> bytes:
    place = {"file": outcome.file, "at": outcome.at} if outcome.at else {"file": outcome.file}
    return orjson.dumps({**place, **receipt.model_dump()}, option=orjson.OPT_APPEND_NEWLINE)
