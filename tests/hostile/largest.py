"""The largest documents and records that each step may meet."""

from datetime import UTC, datetime

from schemas.parsed_article import ListedHeadline, ParsedArticle, Published, Publisher, Version
from schemas.related_headlines import Reason, RelatedHeadlines
from schemas.topics import DOCUMENT_LIMIT
from services.parser.messages import RECORD_LIMIT
from services.relatedness.article import Article
from services.relatedness.ranking import ROOMS, entry_of
from services.relatedness.related_record import related_record
from services.relatedness.terms import LONGEST_WORD
from services.relatedness.view import View

AT = datetime(2025, 3, 21, 6, 36, 13, 123456, tzinfo=UTC)
HEAD = "{name}\n\nMarch 21, 2025 06:36 GMT\n\n"


def text_of(size: int, name: str, filling: str, more: str = "") -> bytes:
    """A dump of exactly `size` bytes: `more`, then lines of the filling, no two the same, then ASCII to the end."""
    head = HEAD.format(name=name).encode() + more.encode()
    line = len(f"{0:05} {filling * 200}\n".encode())
    lines = "".join(f"{n:05} {filling * 200}\n" for n in range((size - len(head)) // line)).encode()
    return head + lines + b"x" * (size - len(head) - len(lines))


def quoted(size: int, name: str) -> bytes:
    """A dump of `size` bytes with so many quotes, which take two bytes as JSON, that its record just fits."""
    quotes = RECORD_LIMIT - DOCUMENT_LIMIT - 40_000
    return text_of(
        size, name, "words ", more="".join(f"{n:05} " + '""""word ' * 30 + "\n" for n in range(quotes // 120))
    )


def parsed(number: int, character: str, listed: int = 0) -> ParsedArticle:
    """An article whose every shown field is at the limit that the parser keeps to."""
    own = f"{number:04}"
    lines = [
        ListedHeadline(
            headline=f"{own} {line:02}{character * 390}",
            published=AT,
            url=f"https://e.example/{line:02}".ljust(300, "u"),
        )
        for line in range(listed)
    ]
    return ParsedArticle(
        id=f"{number:032x}",
        version=Version(observed_at=AT, content_hash="f" * 32),
        headline=own + character * 396,
        body=[" ".join(f"{own}{word:02}".ljust(LONGEST_WORD * 2, "w") for word in range(400))],
        published=Published(at=AT, as_written="March 21"),
        effective_at=AT,
        url=f"https://e.example/{own}".ljust(300, "u"),
        canonical_url=f"https://e.example/c/{own}".ljust(300, "u"),
        publisher=Publisher(name=character * 200, domain="d" * 253),
        language="en",
        fingerprint=f"{number % 251:02x}" * 32,
        listed=lines,
        parser_version="1",
    )


def largest_view(character: str) -> RelatedHeadlines:
    """A full view of the largest entries whose own listed headlines are all unknown."""
    view, cards = View(), {}
    terms = ["\U0001f9ff" * LONGEST_WORD] * 3
    for number in range(1, sum(ROOMS) + 1):
        card = Article.of(parsed(number, character)).card
        cards[card.id] = card
        lexical = Reason(kind="lexical", terms=terms)
        reasons = (Reason(kind="listed_by"), lexical) if number <= ROOMS[0] else (lexical,)
        view.put(entry_of(card, 1000, reasons))
    return related_record(Article.of(parsed(0, character, listed=30)), view, cards, AT)


def huge_words(size: int, name: str) -> bytes:
    """A dump of `size` bytes whose body is forty words."""
    head = HEAD.format(name=name).encode()
    length = (size - len(head)) // 40
    words = b" ".join(f"w{number:02}".encode().ljust(length - 1, b"z") for number in range(40))
    return (head + words).ljust(size, b"z")
