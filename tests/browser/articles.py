"""Invented articles as a reader may meet them: long and short, two scripts, copies, listed ones that are not known."""

from datetime import datetime

from schemas.parsed_article import ParsedArticle, Publisher
from schemas.related_headlines import Reason, RelatedHeadlines
from tests.unit.view.example_records import copy, entry, listed, related

LEAD = "Ferry service to the outer islands resumes after a three-week strike, but timetables stay thin until spring"
RIGHT_TO_LEFT = "العبّارات تعود إلى الجزر بعد إضراب طويل"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


_WIRE = Publisher(name="Northern Wire Service", domain="wire.example")
HARBOUR = related(
    "harbour",
    entry(
        "ferry",
        headline="Union and ferry operator agree on pay after night of talks",
        score=612,
        reasons=[Reason(kind="listed", position=0), Reason(kind="lexical", terms=["ferri", "strike", "union", "pay"])],
        copies=[
            copy("wire", headline="Ferry operator, union agree on pay", publisher=_WIRE),
            copy("echo", headline="Union and ferry operator agree on pay after a night of talks"),
        ],
    ),
    listed("Islanders stock up as the last boat leaves", published=_at("2026-02-10T17:05:00+02:00")),
    entry("pier", headline="Pier repairs cost twice the estimate, auditors find", score=288),
    entry(
        "hafen",
        headline="Fähren fahren wieder: Inseln atmen auf",
        language="de",
        publisher=Publisher(name="Küstenbote"),
    ),
    entry("arabic", headline=RIGHT_TO_LEFT, language="ar", published=_at("2026-03-01T12:00:00+00:00")),
    entry("unbroken", headline=UNBROKEN, publisher=Publisher(domain="a-very-long-name-of-a-publisher.example")),
    listed("What the strike cost", url="https://other.example/cost"),
    headline=LEAD,
    published=_at("2026-03-03T06:36:13+02:00"),
    minutes=90,
    copies=(copy("mirror", headline="Ferry service to outer islands resumes", publisher=_WIRE),),
)
ON_ITS_THEME = [
    related(
        name, entry("harbour", score=600), headline=headline, minutes=-hours * 60, publisher=Publisher(name=publisher)
    )
    for name, headline, hours, publisher in [
        ("ferry", "Union and ferry operator agree on pay after night of talks", 2, "Coast Gazette"),
        ("pier", "Pier repairs cost twice the estimate, auditors find", 9, "Island Post"),
        ("hafen", "Fähren fahren wieder: Inseln atmen auf", 10, "Küstenbote"),
        ("unbroken", UNBROKEN, 26, "Coast Gazette"),
    ]
]
RECORDS = [HARBOUR, *ON_ITS_THEME] + [
    related(f"story-{n}", *([entry("ferry")] * (n % 4)), headline=f"Council votes on the {place} budget", minutes=n)
    for n, place in enumerate(("library", "tram", "school", "bridge", "park", "museum") * 6)
]


def text_of(record: RelatedHeadlines) -> ParsedArticle:
    """The text that a record's article was made of, which is its headline."""
    known = record.article
    return ParsedArticle(
        id=known.id,
        version=known.version,
        headline=known.headline,
        effective_at=known.effective_at,
        publisher=known.publisher,
        language=known.language,
        parser_version="test",
    )
