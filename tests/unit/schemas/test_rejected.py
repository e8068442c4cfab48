"""Dead letter headers: Kafka Connect's names, a bounded message, and never a failure of their own."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.rejected import MESSAGE_LIMIT, RejectedHeaders, Rejection, rejected_headers

FROM = {"topic": "articles.raw", "partition": 3, "offset": 41}


def test_the_headers_say_why_and_where_from() -> None:
    headers = rejected_headers(Rejection("parse", "no headline found", "NoHeadline"), **FROM)  # type: ignore[arg-type]
    assert dict(headers) == {
        "__connect.errors.topic": b"articles.raw",
        "__connect.errors.partition": b"3",
        "__connect.errors.offset": b"41",
        "__connect.errors.stage": b"parse",
        "__connect.errors.exception.class.name": b"NoHeadline",
        "__connect.errors.exception.message": b"no headline found",
    }


@given(st.text() | st.text(min_size=MESSAGE_LIMIT, alphabet=st.characters()))
def test_any_reason_gives_headers_that_the_contract_reads(reason: str) -> None:
    headers = rejected_headers(Rejection("parse", reason), **FROM)  # type: ignore[arg-type]
    read = RejectedHeaders.model_validate({name: value.decode() for name, value in headers})
    assert len(read.message) <= MESSAGE_LIMIT
    assert read.message == reason[:MESSAGE_LIMIT].encode("utf-8", "replace").decode()


def test_a_lone_surrogate_in_a_reason_is_replaced() -> None:
    headers = dict(rejected_headers(Rejection("parse", "field \udc80 is unknown"), **FROM))  # type: ignore[arg-type]
    assert headers["__connect.errors.exception.message"] == b"field ? is unknown"
