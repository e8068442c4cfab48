"""Whatever is saved, read, cut and resumed in whatever order on whichever replica, clients end with what there is."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.view.live import look as looking
from services.view.live.beginning import beginning
from services.view.live.events import change_event, position_event, reset_event
from services.view.live.look import look, one_state
from services.view.live.position import Known
from services.view.store import Store
from tests.unit.view.live.event_stream import EventSource, Kept
from tests.unit.view.live.log_of_articles import CURRENT, NOW, PARTITIONS, RELATED, Chosen, Log, Replica

NAMES = ("ant", "bee", "cow")
PUBLISHERS = ("coast.example", "hill.example")
WORDS = ("harbour", "tunnel")
FILTERS = (
    Chosen(),
    Chosen(name="bee"),
    Chosen(publisher="coast.example"),
    Chosen(word="tunnel"),
    Chosen(name="cow", word="harbour"),
    Chosen(publisher="hill.example", word="harbour"),
)
REPLICAS = 3


class Client:
    """One that wants the whole state, and does as it is told."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self.filter = chosen.filter
        self.source = EventSource()
        self.kept = Kept()
        self.replica: Replica | None = None
        self.known: Known | None = None

    def connect(self, replica: Replica) -> None:
        self.replica = replica
        begin = beginning(self.source.last_event_id, replica.known, whole=True, now=NOW, kept=1e9)
        self.known = begin.known
        self._take(position_event(begin.known) if begin.reset is None else reset_event(begin.reset, begin.known))

    def read_on(self) -> None:
        """Reads as long as there is something to read."""
        while self.read(1_000_000):
            pass

    def read(self, events: int) -> bool:
        """Reads a page, of which only so many events arrive before the connection is cut; whether it read on."""
        if self.replica is None or self.known is None:
            return False
        with one_state(self.replica.store.file) as db:
            found = look(db, [self.filter], self.known, self.replica.known)
        told = found.told.get(self.filter, ())
        for one in told[:events]:
            self._take(change_event(one, self.known))
        if events < len(told):
            self.replica = self.known = None
            return True
        moved, self.known = found.known != self.known, found.known
        self._take(position_event(found.known))
        return moved

    def _take(self, piece: bytes) -> None:
        for event in self.source.read(piece):
            self.kept.take(event)


NAME, CLIENT, REPLICA = st.sampled_from(NAMES), st.integers(0, len(FILTERS) - 1), st.integers(0, REPLICAS - 1)
STEPS = st.one_of(
    st.tuples(st.just("write"), NAME, st.sampled_from(PUBLISHERS), st.sampled_from(WORDS)),
    st.tuples(st.just("relist"), NAME),
    st.tuples(st.just("retract"), NAME),
    st.tuples(
        st.just("save"),
        REPLICA,
        st.sampled_from((RELATED, CURRENT)),
        st.integers(0, PARTITIONS - 1),
        st.integers(1, 5),
    ),
    st.tuples(st.just("save_all"), REPLICA),
    st.tuples(st.just("look"), REPLICA),
    st.tuples(st.just("connect"), CLIENT, REPLICA),
    st.tuples(st.just("connect_all"), REPLICA),
    st.tuples(st.just("read"), CLIENT, st.integers(0, 3)),
    st.tuples(st.just("read_on")),
)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    directory = tmp_path_factory.mktemp("replicas")
    with ExitStack() as opened:
        stores = [opened.enter_context(Store(directory / f"{number}.sqlite3")) for number in range(REPLICAS)]
        for store in stores:
            store.file.writer.execute("PRAGMA synchronous = OFF")  # no power cut here, and many small transactions
        yield stores


class World:
    """A log, replicas and clients; each method is a step."""

    def __init__(self, stores: list[Store]) -> None:
        self.log = Log()
        self.clients = [Client(chosen) for chosen in FILTERS]
        self.replicas = [Replica(store, self.log) for store in stores]
        for replica in self.replicas:
            replica.store.begin_anew("cluster", NOW)
            replica.take(RELATED, 0, 0)
            replica.look()

    def write(self, name: str, publisher: str, word: str) -> None:
        self.log.write(name, publisher, word)

    def relist(self, name: str) -> None:
        self.log.relist(name)

    def retract(self, name: str) -> None:
        self.log.retract(name)

    def save(self, replica: int, topic: str, partition: int, records: int) -> None:
        self.replicas[replica].take(topic, partition, records)

    def save_all(self, replica: int) -> None:
        self.replicas[replica].take_all()

    def look(self, replica: int) -> None:
        self.replicas[replica].look()

    def connect(self, client: int, replica: int) -> None:
        self.clients[client].connect(self.replicas[replica])

    def connect_all(self, replica: int) -> None:
        for client in self.clients:
            client.connect(self.replicas[replica])

    def read(self, client: int, events: int) -> None:
        self.clients[client].read(events)

    def read_on(self) -> None:
        for client in self.clients:
            client.read_on()


@pytest.mark.timeout(300)
@settings(max_examples=60)
@given(steps=st.lists(STEPS, min_size=150, max_size=300), page=st.integers(1, 5))
def test_any_interleaving(stores: list[Store], steps: list[tuple[Any, ...]], page: int) -> None:
    world = World(stores)
    with mock.patch.object(looking, "PAGE", page):
        for name, *values in steps:
            getattr(world, name)(*values)
        for number, client in enumerate(world.clients):
            replica = world.replicas[number % REPLICAS]
            replica.take_all()
            replica.look()
            client.connect(replica)
            client.read_on()
            assert client.kept.articles == world.log.matching(client.chosen)
            assert client.kept.resets == 0
