"""The tools measured beside ours: how each is called, and how its answer becomes a record.

Each has those of its documented options that suit news articles best. Libraries are imported when their tool is
chosen, because only .venv-bench has them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
"""headline, dek, body, authors and published as ../shared/tools/score_parser.py reads them; absent is empty."""
Extract = Callable[[bytes, str | None], Any]
"""The document's bytes and its address in, the tool's own form of an answer out: what is timed."""


@dataclass(frozen=True)
class Tool:
    load: Callable[[], Extract]
    record: Callable[[Any], Record]


def _trafilatura(**mode: bool) -> Callable[[], Extract]:
    def load() -> Extract:
        from trafilatura import bare_extraction
        from trafilatura.settings import set_date_params

        # By default only the day is given.
        dates = {**set_date_params(), "outputformat": "%Y-%m-%dT%H:%M:%S%z"}
        options = {"with_metadata": True, "include_comments": False, "date_extraction_params": dates, **mode}
        return lambda page, url: bare_extraction(page, url=url, **options)

    return load


def trafilatura_record(document: Any) -> Record:
    """Of a `trafilatura.settings.Document`, or None where it found no article."""
    if document is None:
        return {}
    return {
        "headline": document.title,
        "dek": document.description,
        "body": _filled((document.text or "").splitlines()),
        "authors": _filled((document.author or "").split(";")),
        "published": _published(document.date),
    }


def _newspaper() -> Extract:
    from newspaper import article

    # With images it would ask the network for each of them.
    return lambda page, url: article(url or "", input_html=page, fetch_images=False)


def newspaper_record(article: Any) -> Record:
    """Of a `newspaper.Article`."""
    return {
        "headline": article.title,
        "dek": article.meta_description,
        "body": _filled((article.text or "").splitlines()),
        "authors": article.authors,
        "published": _published(article.publish_date.isoformat() if article.publish_date else None),
    }


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def extract(page: bytes, _url: str | None) -> tuple[str, str]:
        tree = HTMLTree.parse_from_bytes(page, detect_encoding(page, from_html_meta=True))
        return tree.title, extract_plain_text(tree, main_content=True, alt_texts=False, list_bullets=False)

    return extract


def resiliparse_record(found: tuple[str, str]) -> Record:
    """Of the page's title and main text: it gives nothing else."""
    title, text = found
    return {"headline": title, "body": _filled(text.splitlines())}


def all_lines_record(text: str) -> Record:
    """What a reader of a dump has without any tool: the first line as headline, all of them as body."""
    lines = _filled(text.splitlines())
    return {"headline": lines[0] if lines else None, "body": lines}


def _filled(texts: Iterable[str]) -> list[str]:
    return [text.strip() for text in texts if text.strip()]


def _published(written: str | None) -> dict[str, str] | None:
    """Midnight without a zone is how these tools write a day."""
    if not written:
        return None
    day, midnight, _ = written.partition("T00:00:00")
    if midnight and written == day + midnight:
        return {"at": day, "precision": "day"}
    return {"at": written, "precision": "instant"}


TRAFILATURA = "trafilatura"
OF_PAGES = {
    TRAFILATURA: Tool(_trafilatura(), trafilatura_record),
    "trafilatura fast": Tool(_trafilatura(fast=True), trafilatura_record),
    "trafilatura precision": Tool(_trafilatura(favor_precision=True), trafilatura_record),
    "newspaper4k": Tool(_newspaper, newspaper_record),
    "resiliparse": Tool(_resiliparse, resiliparse_record),
}
OF_DUMPS = {"all lines": Tool(lambda: lambda text, _url: text.decode("utf-8", "replace"), all_lines_record)}
"""No public extractor takes text without markup."""
