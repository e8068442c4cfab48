"""The process that reads feeds, so that a hostile one costs a process and not the poller.

It is given questions on standard input and answers on standard output, each a length of 8 bytes and a pickle, until the
input ends.
"""

import pickle
import resource
import signal
import sys
from typing import BinaryIO

from services.ingest.feeds.visit import Unreadable
from services.ingest.poller.reading import Found, read_answer

MEMORY = 1 << 30
"""Bytes of address space."""
LENGTH = 8
Question = tuple[bytes, str, str]
"""Body, Content-Type and URL of an answer."""


def packed(thing: Question | Found) -> bytes:
    """As it goes through the pipe."""
    pickled = pickle.dumps(thing, protocol=5)
    return len(pickled).to_bytes(LENGTH, "big") + pickled


def main(questions: BinaryIO, answers: BinaryIO) -> None:
    while length := questions.read(LENGTH):
        question: Question = pickle.loads(questions.read(int.from_bytes(length, "big")))  # noqa: S301 - our poller's
        answers.write(packed(_found(*question)))
        answers.flush()


def _found(body: bytes, content_type: str, url: str) -> Found:
    try:
        return read_answer(body, content_type, url)
    except Exception as error:  # noqa: BLE001 - a fault of the reader's: it must not stop all other feeds
        return Unreadable(f"reading it failed ({type(error).__name__}): send us the feed's address, this is a defect")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the poller, which finishes what is in work
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    main(sys.stdin.buffer, sys.stdout.buffer)
