"""Jars are whole or they are not used: checked, fetched again, or named."""

import hashlib
import os
from pathlib import Path

import pytest

from services.broker.errors import BrokerError
from services.broker.jars import KAFKA_VERSION, Jar, classpath, listed_jars, maven_cache

BYTES = {"org/one/a/1.0/a-1.0.jar": b"first jar", "org/two/b/2.0/b-2.0.jar": b"second jar"}
JARS = [Jar(path, hashlib.sha256(content).hexdigest()) for path, content in BYTES.items()]


class Source:
    """Gives the bytes of `BYTES`, or for its first calls what `bad` says: other bytes, or an error."""

    def __init__(self, *bad: bytes | Exception) -> None:
        self.bad = list(bad)
        self.fetched: list[str] = []

    def __call__(self, jar: Jar, directory: Path) -> None:
        self.fetched.append(jar.path)
        content = self.bad.pop(0) if self.bad else BYTES[jar.path]
        if isinstance(content, Exception):
            raise content
        place = directory / jar.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def test_the_list_names_every_jar_of_one_kafka_version() -> None:
    jars = listed_jars()
    kafka = {jar.coordinate[1]: jar.coordinate[2] for jar in jars if jar.coordinate[0] == "org.apache.kafka"}
    assert {"kafka_2.13", "kafka-tools", "kafka-clients", "kafka-storage"} <= kafka.keys()
    assert set(kafka.values()) == {KAFKA_VERSION}
    assert len({jar.path for jar in jars}) == len(jars)
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in jars)


def test_a_place_in_a_repository_tells_the_coordinate() -> None:
    jar = Jar("org/apache/kafka/kafka_2.13/4.3.0/kafka_2.13-4.3.0.jar", "")
    assert jar.coordinate == ("org.apache.kafka", "kafka_2.13", "4.3.0")


def test_missing_jars_are_fetched_once(tmp_path: Path) -> None:
    source = Source()
    expected = os.pathsep.join(str(tmp_path / path) for path in BYTES)
    assert classpath(tmp_path, JARS, source) == expected
    assert classpath(tmp_path, JARS, source) == expected
    assert sorted(source.fetched) == sorted(BYTES)
    assert {path: (tmp_path / path).read_bytes() for path in BYTES} == BYTES


def test_a_half_downloaded_jar_is_fetched_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    classpath(tmp_path, JARS, Source())
    damaged = tmp_path / JARS[0].path
    damaged.write_bytes(BYTES[JARS[0].path][:4])
    source = Source()
    classpath(tmp_path, JARS, source)
    assert source.fetched == [JARS[0].path]
    assert damaged.read_bytes() == BYTES[JARS[0].path]
    assert JARS[0].path in capsys.readouterr().err


def test_wrong_bytes_and_a_broken_connection_are_tried_again(tmp_path: Path) -> None:
    source = Source(b"a proxy's login page", ConnectionResetError("reset by peer"))
    classpath(tmp_path, JARS[:1], source)
    assert len(source.fetched) == 3
    assert JARS[0].is_in(tmp_path)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"other bytes", "SHA-256"),
        (ConnectionError("no route to host"), "no route to host"),
        (RuntimeError("404"), "404"),
    ],
)
def test_a_jar_that_cannot_be_had_is_named_and_not_left_behind(
    bad: bytes | Exception, said: str, tmp_path: Path
) -> None:
    with pytest.raises(BrokerError, match=said) as failure:
        classpath(tmp_path, JARS[:1], Source(bad, bad, bad))
    assert JARS[0].path in str(failure.value)
    assert "THEMEWIRE_BROKER" in str(failure.value)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [".themewire.lock"]


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(BrokerError, match="M2_REPO"):
        classpath(in_the_way / "repository", JARS, Source())


def test_the_cache_is_mavens_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("M2_REPO", raising=False)
    assert maven_cache() == tmp_path / ".m2" / "repository"
    monkeypatch.setenv("M2_REPO", str(tmp_path / "elsewhere"))
    assert maven_cache() == tmp_path / "elsewhere"
