"""What one place of a file holds: a document, a reason why it holds none, or nothing that was wanted."""

from dataclasses import dataclass

from services.ingest.raw_message import RawMessage


@dataclass(frozen=True, slots=True)
class Found:
    """One line, row or record. `at` names the place for people ("line 12"); a whole file has the place "".

    With neither message nor problem it was left out as it should be: a WARC's requests, images and redirects.
    """

    at: str
    message: RawMessage | None = None
    problem: str = ""
