"""What documents make a worker do in the pool's tests; module-level, since workers import it."""

import ctypes
import os
import time

from services.parser.document import RawDocument


class UnpicklableError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__("does not survive the way back")
        self.lock = open(os.devnull)  # noqa: PTH123, SIM115


def obey(document: RawDocument) -> list[str]:
    """Does what the document's bytes say."""
    command, _, argument = (document.value or b"").decode().partition(" ")
    if command == "sleep":
        time.sleep(float(argument))
    elif command == "hang":
        # Holds the GIL inside C: no Python signal handler could ever run.
        ctypes.PyDLL(None).sleep(60)
    elif command == "exit":
        os._exit(int(argument))
    elif command == "hog":
        held = bytearray(int(argument))
        return [str(len(held))]
    elif command == "raise":
        raise UnpicklableError(1, 2)
    elif command == "pid":
        return [str(os.getpid())]
    return [command]
