"""What ours must reach on ../shared/data, and whether it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.bench.parsers.measure import OURS, Figures

ALL_PAGES, ALL_DUMPS = "all pages", "all dumps"


@dataclass(frozen=True)
class Target:
    name: str
    documents: str
    figure: str
    bound: float
    at_most: bool = False

    def met(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound


TARGETS = (
    Target("body F1", "fundus pages", "body_F1", 0.955),
    Target("body F1", "scrapinghub pages", "body_F1", 0.970),
    Target("headline exact", "fundus pages", "headline_exact", 0.90),
    Target("published instant", "fundus pages", "published_instant", 0.95),
    Target("authors F1", "fundus pages", "authors_F1", 0.90),
    Target("dek exact", "fundus pages", "dek_exact", 0.75),
    Target("related item F1", "fundus pages", "related_F1", 0.85),
    Target("share of leaking pages", "fundus pages", "leaking_share", 0.01, at_most=True),
    Target("body F1", "fundus dumps", "body_F1", 0.92),
    Target("body F1", "scrapinghub dumps", "body_F1", 0.90),
    Target("headline exact", "fundus dumps", "headline_exact", 0.80),
    Target("exceptions", ALL_PAGES, "exceptions", 0, at_most=True),
    Target("exceptions", ALL_DUMPS, "exceptions", 0, at_most=True),
    Target("mean CPU ms", ALL_PAGES, "cpu_ms_mean", 10, at_most=True),
    Target("mean CPU ms", ALL_DUMPS, "cpu_ms_mean", 2, at_most=True),
)

NOT_HERE = (
    "Not among these figures: all of the seed page (tests/unit/parser/test_seed_page.py), no invented zone "
    "(tests/unit/parser/test_dates.py)."
)


def best_other(target: Target, figures: Mapping[str, Figures]) -> tuple[str, float] | None:
    """The best of the tools that are not ours, and its figure; none where no tool gives such a field."""
    others = [(tool, one[target.figure]) for tool, one in figures.items() if tool != OURS]
    others = [(tool, value) for tool, value in others if target.at_most or value > 0]
    if not others:
        return None
    return (min if target.at_most else max)(others, key=lambda other: other[1])
