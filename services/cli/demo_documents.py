"""The demo's documents: where they are, what each is called on the log, which of them the log does not have yet."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ValidationError

from schemas.article_id import article_id
from services.ingest.raw_message import stable_ce_id

DEMO = Path(__file__).resolve().parents[2] / "demo"
INDEX = "documents.ndjson"
DOCUMENTS = "documents"


class DemoUnreadableError(Exception):
    """The demo's files are not there or not whole; the message names the path."""


class IndexLine(BaseModel, extra="forbid", frozen=True):
    """One line of the index. `corrects` names the file that this document is a later version of."""

    file: str
    theme: str
    media_type: str
    url: str | None
    observed_at: AwareDatetime
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """One document; `ce_id` follows from content and URL, so that sending it again changes nothing."""

    file: str
    theme: str
    media_type: str
    url: str | None
    observed_at: datetime
    body: bytes

    @property
    def ce_id(self) -> str:
        return stable_ce_id(self.body, self.url)

    @property
    def article_id(self) -> str:
        """The article this document is a version of (32 hex digits)."""
        found = article_id(subject=self.url, key=None, ce_id=self.ce_id)
        assert found is not None  # noqa: S101 - a ce_id is never empty
        return found


def read_index(demo: Path = DEMO) -> list[IndexLine]:
    """The index in sending order, corrections last; raises `DemoUnreadableError`."""
    index = demo / INDEX
    try:
        lines = index.read_text(encoding="utf-8").splitlines()
        return [IndexLine.model_validate_json(line) for line in lines if line.strip()]
    except OSError as error:
        raise DemoUnreadableError(
            f"cannot read {index} ({error.strerror}): the demo's articles are part of the repository, not of the"
            " installed package; run themewire from a clone of it"
        ) from error
    except ValidationError as error:
        raise DemoUnreadableError(f"{index} has a line that is no index line: {error.errors()[0]['msg']}") from error


def read_documents(demo: Path = DEMO) -> list[DemoDocument]:
    """Every document of the index, in its order; raises `DemoUnreadableError`."""
    documents = []
    for line in read_index(demo):
        path = demo / DOCUMENTS / line.file
        try:
            body = path.read_bytes()
        except OSError as error:
            raise DemoUnreadableError(f"cannot read {path} ({error.strerror}), which {INDEX} names") from error
        documents.append(DemoDocument(line.file, line.theme, line.media_type, line.url, line.observed_at, body))
    return documents


def not_sent_yet(documents: Iterable[DemoDocument], ce_ids: Collection[str]) -> list[DemoDocument]:
    """The documents whose ce_id the log does not hold, in their order."""
    return [document for document in documents if document.ce_id not in ce_ids]


def by_article(documents: Sequence[DemoDocument], retracted: Collection[str] = ()) -> dict[str, DemoDocument]:
    """The newest document of every article that was not retracted, keyed by article id."""
    newest = {document.article_id: document for document in sorted(documents, key=lambda d: d.observed_at)}
    return {article: document for article, document in newest.items() if article not in retracted}
