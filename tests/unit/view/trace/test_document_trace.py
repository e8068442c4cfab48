"""What has become of a version, and why nothing came of a document."""

from dataclasses import replace

import pytest

from services.cli.trace_lines import lines
from services.view.trace.document_trace import state, waiting
from services.view.trace.examples import TRACE
from services.view.trace.hops import Hop
from services.view.trace.models import Trace
from services.view.trace.place import Place
from services.view.trace.standing import Standing

EARLY, LATE = "2031-02-03T04:05:06+02:00", "2031-02-03T03:05:06+00:00"
HOP = Hop(Place("articles.parsed", 0, 5), 0, "parsed", article_id="a", observed_at=EARLY, content_hash="c1")
HERE = Standing(here=True, observed_at=EARLY, content_hash="c1")


@pytest.mark.parametrize(
    ("hop", "found", "says"),
    [
        (HOP, None, "on its way"),
        (HOP, Standing(here=False), "on its way"),
        (HOP, Standing(here=False, gone_ms=1), "retracted"),
        (HOP, HERE, "current"),
        (replace(HOP, observed_at=LATE), HERE, "current"),
        (HOP, replace(HERE, observed_at=LATE, content_hash="c0"), "superseded"),
        (replace(HOP, observed_at=LATE, content_hash="c0"), HERE, "on its way"),
    ],
)
def test_the_state_of_a_version(hop: Hop, found: Standing | None, says: str) -> None:
    assert state(hop, found) == says


@pytest.mark.parametrize(
    ("parsed_to", "retracts", "why", "before"),
    [
        (None, False, "no parser", None),
        (12, False, "has not come to it", 5),
        (17, True, "has not come to it", 0),
        (18, True, "a retraction", 0),
        (18, False, "has read it", 0),
    ],
)
def test_why_nothing_came_of_it(parsed_to: int | None, retracts: bool, why: str, before: int | None) -> None:
    told = waiting(Place("articles.raw", 2, 17), parsed_to, retracts=retracts)
    assert why in told.why
    assert told.documents_before == before


def test_the_example_is_an_answer_and_reads_in_the_order_of_the_way() -> None:
    example = TRACE[200]["content"]["application/json"]["example"]
    trace = Trace.model_validate(example)
    assert trace.model_dump(mode="json") == example
    starts = [line.split()[0] for line in lines(trace)]
    assert starts == ["received", "url:", "from:", "parsed", "article", "in", "d8578edf8458ce06fbc5bb76a58c5ca4"]
