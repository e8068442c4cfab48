"""The embedded Kafka: durable, one per directory, mended after a kill, its port its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.record.util import calc_crc32c

from schemas.topics import ARTICLES_RAW
from services.broker.embedded_kafka import EmbeddedKafka
from services.broker.errors import BrokerError
from services.broker.jars import KAFKA_VERSION, Jar, classpath, listed_jars
from services.runtime import kafka_clients
from services.runtime.ports import LOOPBACK, free_port, is_free
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics

START_AND_WAIT = """
import sys, pathlib
from services.broker.embedded_kafka import EmbeddedKafka
broker = EmbeddedKafka(pathlib.Path(sys.argv[1]))
broker.start()
print(broker.bootstrap, broker.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def started(tmp_path: Path) -> Iterator[list[EmbeddedKafka]]:
    """Brokers that are stopped after the test, whatever became of it."""
    brokers: list[EmbeddedKafka] = []
    yield brokers
    for broker in brokers:
        broker.stop()


def start(started: list[EmbeddedKafka], data: Path, port: int = 0) -> EmbeddedKafka:
    broker = EmbeddedKafka(data, port)
    started.append(broker)
    broker.start()
    return broker


def another_process(data: Path) -> "tuple[subprocess.Popen[str], str, int]":
    """A process that runs Kafka in the directory, Kafka's address and Kafka's process."""
    starter = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    bootstrap, java = starter.stdout.readline().split()
    return starter, bootstrap, int(java)


async def write(bootstrap: str, value: bytes) -> None:
    settings = Settings(broker=bootstrap, partitions=1)
    await ensure_topics(settings, [ARTICLES_RAW])
    async with kafka_clients.producer(settings) as producer:
        await producer.send_and_wait(ARTICLES_RAW.name, value, partition=0)


async def read(bootstrap: str) -> list[bytes | None]:
    partition = TopicPartition(ARTICLES_RAW.name, 0)
    async with kafka_clients.consumer(Settings(broker=bootstrap)) as consumer:
        consumer.assign([partition])
        end = (await consumer.end_offsets([partition]))[partition]
        values = []
        while await consumer.position(partition) < end:
            values += [record.value for record in (await consumer.getmany(timeout_ms=1000)).get(partition, [])]
    return values


async def test_a_second_start_finds_its_data_at_the_same_address(tmp_path: Path, started: list[EmbeddedKafka]) -> None:
    broker = start(started, tmp_path / "kafka")
    await write(broker.bootstrap, b"kept")
    broker.stop()
    assert not broker.running
    again = start(started, tmp_path / "kafka")
    assert again.bootstrap == broker.bootstrap
    assert await read(again.bootstrap) == [b"kept"]
    await write(again.bootstrap, b"x" * 4_000_000)
    assert len(await read(again.bootstrap)) == 2


async def test_a_killed_starter_takes_kafka_along_and_leaves_its_data(
    tmp_path: Path, started: list[EmbeddedKafka]
) -> None:
    starter, bootstrap, java = another_process(tmp_path / "kafka")
    await write(bootstrap, b"kept")
    with pytest.raises(BrokerError, match=rf"running process {starter.pid}\b"):
        start(started, tmp_path / "kafka")
    java_process = os.pidfd_open(java)
    os.kill(starter.pid, signal.SIGKILL)
    starter.communicate()
    again = start(started, tmp_path / "kafka")
    with pytest.raises(ProcessLookupError):
        signal.pidfd_send_signal(java_process, 0)
    os.close(java_process)
    assert again.bootstrap == bootstrap
    assert await read(again.bootstrap) == [b"kept"]


async def test_a_dead_kafka_is_started_again_at_the_same_address(tmp_path: Path, started: list[EmbeddedKafka]) -> None:
    broker = start(started, tmp_path / "kafka")
    before, bootstrap = broker.pid, broker.bootstrap
    await write(bootstrap, b"kept")
    os.kill(before, signal.SIGKILL)
    broker.restart()
    assert broker.running
    assert broker.pid != before
    assert await read(bootstrap) == [b"kept"]


def test_a_taken_port_is_named_when_asked_for_and_mended_when_not(tmp_path: Path, started: list[EmbeddedKafka]) -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(BrokerError, match=f"port {taken} .* is taken"):
            start(started, tmp_path / "kafka", taken)
        (tmp_path / "kafka" / "port").write_text(str(taken))
        broker = start(started, tmp_path / "kafka")
    assert broker.bootstrap != f"{LOOPBACK}:{taken}"
    broker.stop()
    wanted = free_port()
    chosen = start(started, tmp_path / "kafka", wanted)
    assert chosen.bootstrap == f"{LOOPBACK}:{wanted}"
    assert not is_free(wanted)


def test_what_a_kill_left_half_done_is_made_again(tmp_path: Path, started: list[EmbeddedKafka]) -> None:
    data = tmp_path / "kafka"
    (data / "log.unfinished").mkdir(parents=True)
    (data / "log.unfinished" / "meta.properties").write_text("half")
    (data / "port").write_text("no number")
    (data / "lock").write_text("1")
    broker = start(started, data)
    assert broker.running
    assert (data / "log" / "meta.properties").exists()
    assert not (data / "log.unfinished").exists()


def test_kafkas_own_words_are_given_when_it_cannot_start(tmp_path: Path, started: list[EmbeddedKafka]) -> None:
    start(started, tmp_path / "kafka").stop()
    (tmp_path / "kafka" / "log" / "meta.properties").write_text("version=1\nnode.id=7\ncluster.id=other\n")
    with pytest.raises(BrokerError, match=r"(?s)kafka\.log.*node"):
        start(started, tmp_path / "kafka")


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BrokerError, match="THEMEWIRE_DATA"):
        EmbeddedKafka(tmp_path / "file" / "kafka").start()


def test_jgo_brings_a_listed_jar(tmp_path: Path) -> None:
    (small,) = [jar for jar in listed_jars() if jar.coordinate[1] == "slf4j-simple"]
    damaged = tmp_path / small.path
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"half a jar")
    assert classpath(tmp_path, [small]) == str(damaged)
    assert small.is_in(tmp_path)
    with pytest.raises(BrokerError, match="SHA-256"):
        classpath(tmp_path / "other", [Jar(small.path, "0" * 64)])


def test_data_of_a_newer_kafka_are_named_and_kept(started: list[EmbeddedKafka], tmp_path: Path) -> None:
    start(started, tmp_path / "template").stop()
    log = tmp_path / "newer" / "log"
    log.mkdir(parents=True)
    shutil.copy(tmp_path / "template" / "log" / "meta.properties", log)
    checkpoint = (tmp_path / "template" / "log" / "bootstrap.checkpoint").read_bytes()
    (log / "bootstrap.checkpoint").write_bytes(of_a_newer_kafka(checkpoint))
    with pytest.raises(BrokerError, match=rf"newer was written by a newer Kafka than {KAFKA_VERSION}.*move"):
        start(started, tmp_path / "newer")
    assert (log / "meta.properties").exists()


def of_a_newer_kafka(checkpoint: bytes) -> bytes:
    """The record batches (message format 2) of a metadata checkpoint, with a metadata version that none has yet."""
    batches = b""
    while checkpoint:
        length = 12 + int.from_bytes(checkpoint[8:12], "big")
        head, body = checkpoint[:17], checkpoint[21:length]  # the checksum stands between, and covers what follows it
        body = re.sub(rb"(?<=metadata\.version)..", (999).to_bytes(2, "big"), body, flags=re.DOTALL)
        batches += head + calc_crc32c(body).to_bytes(4, "big") + body
        checkpoint = checkpoint[length:]
    return batches
