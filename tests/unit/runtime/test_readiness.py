import pytest

from services.runtime.readiness import Readiness


def test_ready_when_every_condition_is_met_and_not_before() -> None:
    readiness = Readiness(["joined", "assigned"])
    assert readiness.unmet == ["joined", "assigned"]
    readiness.met("assigned")
    assert (readiness.ready, readiness.unmet) == (False, ["joined"])
    readiness.met("joined")
    assert readiness.ready
    readiness.met("assigned", False)
    assert (readiness.ready, readiness.unmet) == (False, ["assigned"])


def test_unknown_condition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match=r"'asigned' was not declared; declared: \['assigned'\]"):
        Readiness(["assigned"]).met("asigned")
