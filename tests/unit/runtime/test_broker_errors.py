import pytest
from aiokafka import errors

from services.runtime.broker_errors import FAILED, FENCED, LOST, broker_failure, fencing, lost_connection


@pytest.mark.parametrize("name", LOST)
def test_each_name_is_a_class_of_aiokafka(name: str) -> None:
    error = getattr(errors, name)("gone")
    assert lost_connection(error) is error
    assert lost_connection(RuntimeError("working")) is None


@pytest.mark.parametrize("name", FENCED)
def test_a_fenced_producer_is_told_from_a_lost_connection(name: str) -> None:
    error = getattr(errors, name)()
    assert fencing(error) is error
    assert lost_connection(error) is None
    assert fencing(errors.NodeNotReadyError("gone")) is None


@pytest.mark.parametrize("name", FAILED)
def test_what_the_broker_failed_at_is_told_from_both(name: str) -> None:
    error = getattr(errors, name)()
    assert broker_failure(error) is error
    assert lost_connection(error) is fencing(error) is None


def test_it_is_found_below_other_errors_and_a_ring_of_causes_ends() -> None:
    lost, above, other = errors.NodeNotReadyError("gone"), errors.KafkaError("delivery"), ValueError("a bug")
    above.__cause__ = lost
    assert lost_connection(above) is lost
    other.__context__ = other
    assert lost_connection(other) is None
    assert lost_connection(None) is None
