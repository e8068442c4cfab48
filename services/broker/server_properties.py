"""The configuration of the embedded Kafka: one node that is broker and controller, loopback only, small and quick."""

from pathlib import Path

from schemas.topics import PRODUCER_REQUEST_LIMIT

_YEAR_MINUTES = 365 * 24 * 60


def server_properties(log: Path, port: int, controller_port: int) -> str:
    """The text of Kafka's ``server.properties`` (see "Broker Configs" in Kafka's documentation)."""
    properties = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": log,
        # topics are created as schemas/topics.py says, or not at all
        "auto.create.topics.enable": "false",
        "message.max.bytes": PRODUCER_REQUEST_LIMIT,
        "replica.fetch.max.bytes": PRODUCER_REQUEST_LIMIT,
        # the node has no neighbours to wait for or to copy to
        "default.replication.factor": 1,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        # a transaction that outlived its time-out is looked for every second, not every ten: readers wait for its end
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 1000,
        # a killed node is let in again when the controller gave up its former life
        "broker.heartbeat.interval.ms": 500,
        "broker.session.timeout.ms": 3000,
        # a laptop that was closed for a month goes on where it stopped
        "offsets.retention.minutes": _YEAR_MINUTES,
        # few partitions, threads and buffers: a start takes 2 s, the heap 256 MB
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.num.partitions": 1,
        "num.network.threads": 2,
        "num.io.threads": 4,
        "background.threads": 2,
        "log.cleaner.dedupe.buffer.size": 16 * 1024 * 1024,
        "log.index.size.max.bytes": 1024 * 1024,
    }
    return "".join(f"{name}={value}\n" for name, value in properties.items())
