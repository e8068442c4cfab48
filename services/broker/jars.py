"""The jars of Apache Kafka: brought once into the user's Maven cache, checked against `jars.sha256` at every start.

A jar is downloaded beside the cache, checked, and only then moved to its place: one that is there is whole.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from services.broker.errors import BrokerError

KAFKA_VERSION = "4.2.1"
"""The one place of the version; after changing it: ``python -m services.broker.jar_list``.

Not 4.3.0 or 4.3.1 (KAFKA-20734): while a partition has no leader, as after a kill, their transaction coordinator takes
it for deleted and never writes the end of a transaction there, so that the next one ends it: an aborted record shows.
"""
SLF4J_VERSION = "1.7.36"
ENDPOINT = (
    f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}+org.apache.kafka:kafka-tools:{KAFKA_VERSION}"
    f"+org.slf4j:slf4j-simple:{SLF4J_VERSION}"
)
JAR_LIST = Path(__file__).with_name("jars.sha256")
_DOWNLOADS_AT_ONCE = 4
_ATTEMPTS = 3


@dataclass(frozen=True)
class Jar:
    """One jar: its place in a Maven repository and the SHA-256 of its bytes in hex."""

    path: str
    sha256: str

    @property
    def coordinate(self) -> tuple[str, str, str]:
        """Group, artifact and version, read from the place (Maven 2 repository layout)."""
        *group, artifact, version, _ = self.path.split("/")
        return ".".join(group), artifact, version

    def is_in(self, repository: Path) -> bool:
        """Whether the repository holds exactly these bytes."""
        return self.fault_in(repository) is None

    def fault_in(self, repository: Path) -> str | None:
        """``missing`` or ``damaged``; None when the repository holds exactly these bytes."""
        try:
            with (repository / self.path).open("rb") as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
        except (FileNotFoundError, NotADirectoryError):
            return "missing"
        return None if whole else "damaged"


def listed_jars(jar_list: Path = JAR_LIST) -> list[Jar]:
    """The checked-in list, in the format of ``sha256sum``."""
    lines = jar_list.read_text(encoding="ascii").splitlines()
    return [Jar(path, sha256) for sha256, path in (line.split("  ", 1) for line in lines if line)]


def maven_cache() -> Path:
    """The user's Maven cache: ``M2_REPO``, else ``~/.m2/repository``."""
    return Path(os.environ.get("M2_REPO") or Path.home() / ".m2" / "repository")


def fetch_with_jgo(jar: Jar, directory: Path) -> None:
    """Downloads a jar to its place below the directory; raises OSError (requests' errors are) or RuntimeError."""
    from jgo.maven import MavenContext  # noqa: PLC0415  imports an HTTP client, needed once in the life of a machine

    group, artifact, version = jar.coordinate
    MavenContext(repo_cache=directory, timeout=60).project(group, artifact).at_version(version).artifact().resolve()


Fetch = Callable[[Jar, Path], None]


def classpath(repository: Path | None = None, jars: list[Jar] | None = None, fetch: Fetch = fetch_with_jgo) -> str:
    """Java's class path of the whole, checked jars; fetches what is missing or damaged.

    Raises `BrokerError` that names the jar which cannot be had.
    """
    repository = repository or maven_cache()
    jars = listed_jars() if jars is None else jars
    if not all(jar.is_in(repository) for jar in jars):
        with _one_at_a_time(repository):
            _fetch([jar for jar in jars if not jar.is_in(repository)], repository, fetch)
    return os.pathsep.join(str(repository / jar.path) for jar in jars)


@contextmanager
def _one_at_a_time(repository: Path) -> Iterator[None]:
    try:
        repository.mkdir(parents=True, exist_ok=True)
        with (repository / ".themewire.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise BrokerError(
            f"cannot write Kafka's jars to {repository}: {error.strerror}; set M2_REPO to one that can be written"
        ) from error


def _fetch(jars: list[Jar], repository: Path, fetch: Fetch) -> None:
    if not jars:
        return
    damaged = [jar.path for jar in jars if jar.fault_in(repository) == "damaged"]
    console = Console(stderr=True)
    if damaged:
        console.print(f"fetching again what is damaged in {repository}: {', '.join(damaged)}", soft_wrap=True)
    console.print(f"Apache Kafka {KAFKA_VERSION}: fetching {len(jars)} jars, once (56 MB when all are new)")
    with tempfile.TemporaryDirectory(prefix=".themewire-", dir=repository) as staging:
        pool = ThreadPoolExecutor(_DOWNLOADS_AT_ONCE)
        try:
            fetched = pool.map(lambda jar: _fetch_one(jar, Path(staging), repository, fetch), jars)
            for _ in track(fetched, "Apache Kafka", total=len(jars), console=console):
                pass
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _fetch_one(jar: Jar, staging: Path, repository: Path, fetch: Fetch) -> None:
    reason = ""
    for _ in range(_ATTEMPTS):
        try:
            fetch(jar, staging)
        except (OSError, RuntimeError) as error:
            reason = str(error)
        else:
            if jar.is_in(staging):
                target = repository / jar.path
                target.parent.mkdir(parents=True, exist_ok=True)
                (staging / jar.path).replace(target)
                return
            reason = "its SHA-256 is not the one in jars.sha256"
        (staging / jar.path).unlink(missing_ok=True)
    raise BrokerError(
        f"cannot fetch {jar.path}: {reason}; check the network and run this again, "
        f"put the jar there by hand below {repository}, or set THEMEWIRE_BROKER to a Kafka that runs"
    )
