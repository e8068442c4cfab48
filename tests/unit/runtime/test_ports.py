"""Free and taken loopback ports."""

import random
import socket

import pytest

from services.runtime.ports import LOOPBACK, free_port, is_free


def test_a_port_is_taken_while_somebody_listens() -> None:
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        port = server.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)


@pytest.mark.parametrize("host", [LOOPBACK, "0.0.0.0"])
def test_a_free_port_is_free(host: str) -> None:
    port = free_port(host)
    assert 1024 <= port < 65536
    assert is_free(port, host)


def test_a_second_port_is_never_the_first() -> None:
    for _ in range(300):
        first = free_port()
        assert free_port(but=first) != first


def test_processes_that_seed_chance_alike_draw_ports_of_their_own() -> None:
    drawn = []
    for _ in range(2):
        random.seed(1)
        drawn.append([free_port() for _ in range(20)])
    assert drawn[0] != drawn[1]
