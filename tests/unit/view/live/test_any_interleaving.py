"""Whatever is saved, read, cut and resumed in whatever order on whichever replica, clients end with what there is."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.view.live import look as looking
from services.view.live.beginning import beginning
from services.view.live.change_filter import ChangeFilter
from services.view.live.events import change_event, position_event, reset_event
from services.view.live.look import known_here, look, one_state
from services.view.live.position import Known
from services.view.store import Store
from tests.unit.view.live.event_stream import EventSource, Kept
from tests.unit.view.live.log_of_articles import CURRENT, NOW, PARTITIONS, RELATED, Log, Replica, id_of

NAMES = ("ant", "bee", "cow", "doe", "eel")
PUBLISHERS = ("coast.example", "hill.example")
WORDS = ("harbour", "tunnel")
FILTERS = (
    ChangeFilter(),
    ChangeFilter(article=id_of("bee")),
    ChangeFilter(publisher="coast.example"),
    ChangeFilter(q="tunnel"),
    ChangeFilter(article=id_of("cow"), q="harbour"),
    ChangeFilter(publisher="hill.example", q="harbour"),
)
REPLICAS = 3


class Client:
    """One that wants the whole state, and does as it is told."""

    def __init__(self, filter_: ChangeFilter) -> None:
        self.filter = filter_
        self.source = EventSource()
        self.kept = Kept()
        self.replica: Replica | None = None
        self.known: Known | None = None

    def connect(self, replica: Replica) -> None:
        self.replica = replica
        with one_state(replica.store.file) as db:
            here = known_here(db)
        assert here is not None
        begin = beginning(self.source.last_event_id, here, whole=True, now=NOW, kept=1e9)
        self.known = begin.known
        self._take(position_event(begin.known) if begin.reset is None else reset_event(begin.reset, begin.known))

    def read(self, events: int) -> bool:
        """Reads a page, of which only so many events arrive before the connection is cut; whether it read on."""
        assert self.replica is not None and self.known is not None
        with one_state(self.replica.store.file) as db:
            here = known_here(db)
            assert here is not None
            found = look(db, [self.filter], self.known, here)
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


class AnyInterleaving(RuleBasedStateMachine):
    """`teardown` brings every replica and every client to the end."""

    @initialize(page=st.integers(1, 4))
    def begin(self, page: int) -> None:
        self.page, looking.PAGE = looking.PAGE, page
        self.directory = tempfile.TemporaryDirectory()
        self.log = Log()
        self.replicas = []
        for number in range(REPLICAS):
            store = Store(Path(self.directory.name) / f"{number}.sqlite3")
            store.begin_anew("cluster", NOW)
            self.replicas.append(Replica(store, self.log))
            self.replicas[-1].take(RELATED, 0, 0)
        self.clients = [Client(filter_) for filter_ in FILTERS]

    @rule(name=st.sampled_from(NAMES), publisher=st.sampled_from(PUBLISHERS), word=st.sampled_from(WORDS))
    def write(self, name: str, publisher: str, word: str) -> None:
        self.log.write(name, publisher, word)

    @rule(name=st.sampled_from(NAMES))
    def relist(self, name: str) -> None:
        self.log.relist(name)

    @rule(name=st.sampled_from(NAMES))
    def retract(self, name: str) -> None:
        self.log.retract(name)

    @rule(
        replica=st.integers(0, REPLICAS - 1),
        topic=st.sampled_from((RELATED, CURRENT)),
        partition=st.integers(0, PARTITIONS - 1),
        records=st.integers(1, 6),
    )
    def save(self, replica: int, topic: str, partition: int, records: int) -> None:
        self.replicas[replica].take(topic, partition, records)

    @rule(client=st.integers(0, len(FILTERS) - 1), replica=st.integers(0, REPLICAS - 1))
    def connect(self, client: int, replica: int) -> None:
        self.clients[client].connect(self.replicas[replica])

    @rule(client=st.integers(0, len(FILTERS) - 1), events=st.integers(0, 5))
    def read(self, client: int, events: int) -> None:
        if self.clients[client].replica is not None:
            self.clients[client].read(events)

    def teardown(self) -> None:
        if not hasattr(self, "clients"):
            return
        try:
            for replica in self.replicas:
                replica.take_all()
            for number, client in enumerate(self.clients):
                client.connect(self.replicas[number % REPLICAS])
                while client.read(1_000_000):
                    pass
                assert client.kept.articles == self.log.matching(client.filter)
                assert client.kept.resets == 0
        finally:
            looking.PAGE = self.page
            for replica in self.replicas:
                replica.store.__exit__()
            self.directory.cleanup()


TestAnyInterleaving = AnyInterleaving.TestCase
TestAnyInterleaving.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
