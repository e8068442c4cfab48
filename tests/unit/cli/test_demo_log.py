"""What counts as already on the log."""

from services.cli.demo_log import OnTheLog

KEY = b"0" * 32


def test_ce_ids_are_noted_also_of_records_that_others_sent() -> None:
    log = OnTheLog()
    log.take(KEY, b"text", {"ce_id": b"one"})
    log.take(None, b"text", {})
    assert log.ce_ids == {"one"}
    assert log.retracted == set()


def test_a_retraction_counts_until_the_article_comes_back() -> None:
    log = OnTheLog()
    log.take(KEY, b"text", {"ce_id": b"one"})
    log.take(KEY, None, {"ce_id": b"two"})
    assert log.retracted == {KEY.decode()}
    log.take(KEY, b"text again", {"ce_id": b"three"})
    assert log.retracted == set()
