"""`themewire up`: Kafka and all services on this machine, under one supervisor, until Ctrl-C."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from services.broker.embedded_kafka import EmbeddedKafka
from services.broker.errors import BrokerError
from services.cli.kept_broker import broker_of, keep_running
from services.cli.serve import Service
from services.cli.supervised_process import show_line
from services.cli.supervisor import SupervisionError, Supervisor
from services.cli.system_processes import ProcessPlan, process_plans, settings_with_ports, themewire_command
from services.runtime.directory_lock import DirectoryInUse, DirectoryLock
from services.runtime.ports import free_port, is_free
from services.runtime.running_system import LOCK_FILE, STATE_FILE, RunningSystem, tell
from services.runtime.settings import Settings, SettingsError, load_settings
from services.runtime.topic_admin import BrokerUnavailable, TopicMismatch, ensure_topics, wait_for_broker

BROKER_TIMEOUT = 30.0
READY_TIMEOUT = 90.0

app = typer.Typer(add_completion=False)


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="send the demo's articles when all is ready")] = False,
    only: Annotated[list[Service] | None, typer.Option(help="start only this service; may be given again")] = None,
    indexers: Annotated[int, typer.Option(min=1, max=64, help="how many indexer processes")] = 1,
) -> None:
    """Start Kafka (or use THEMEWIRE_BROKER's) and all services; one Ctrl-C stops all of them in order."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until there is a supervisor, told alike
    try:
        _run(load_settings(), demo, [service.value for service in only or ()], indexers)
    except KeyboardInterrupt:
        show_line("stopped before it was ready")
        raise typer.Exit(130) from None
    except (BrokerError, BrokerUnavailable, DirectoryInUse, SupervisionError, TopicMismatch) as error:
        show_line(f"themewire up: {error}")
        raise typer.Exit(1) from error


def _run(settings: Settings, demo: bool, only: list[str], indexers: int) -> None:
    started = time.monotonic()
    with _owned_directory(settings) as lock, broker_of(settings) as kafka:
        settings = _with_broker(settings, kafka)
        asyncio.run(_prepare_topics(settings))
        wanted = settings
        settings = settings_with_ports(settings, is_free, free_port)
        for service in ("ingest", "view"):
            if (before := getattr(wanted, f"{service}_port")) not in (0, after := getattr(settings, f"{service}_port")):
                show_line(f"port {before} is taken, {service} answers on {after}")
        plans = process_plans(settings, os.environ, only=only, indexers=indexers)
        asyncio.run(_supervise(settings, plans, lock=lock, kafka=kafka, demo=demo, started=started))


@contextmanager
def _owned_directory(settings: Settings) -> Iterator[DirectoryLock]:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"THEMEWIRE_DATA: cannot make {settings.data}: {error.strerror}") from error
    lock = DirectoryLock(settings.data / LOCK_FILE)
    lock.take()
    state = settings.data / STATE_FILE
    state.unlink(missing_ok=True)  # a killed run's
    try:
        yield lock
    finally:
        state.unlink(missing_ok=True)
        lock.release()


def _with_broker(settings: Settings, kafka: EmbeddedKafka | None) -> Settings:
    return settings.model_copy(update={"broker": kafka.bootstrap}) if kafka else settings


async def _prepare_topics(settings: Settings) -> None:
    await wait_for_broker(settings, BROKER_TIMEOUT)
    await ensure_topics(settings)


async def _supervise(
    settings: Settings,
    plans: list[ProcessPlan],
    *,
    lock: DirectoryLock,
    kafka: EmbeddedKafka | None,
    demo: bool,
    started: float,
) -> None:
    system = RunningSystem(broker=",".join(settings.brokers), **settings.model_dump(include=_TOLD))

    cannot_tell = ""

    def changed(supervisor: Supervisor) -> None:
        nonlocal cannot_tell
        pids = {name: process.pid for name, process in supervisor.running.items()}
        ops_ports = {name: process.ops_port for name, process in supervisor.running.items()}
        if kafka:
            pids["kafka"] = kafka.pid
        try:
            tell(
                settings.data,
                system.model_copy(update={"pids": pids, "ops_ports": ops_ports, "ready": supervisor.ready}),
            )
        except OSError as error:  # a full disk: the system goes on, and the next change is told again
            why = f"cannot write {settings.data / STATE_FILE}: {error.strerror}; free some room on that disk"
            if why != cannot_tell:
                show_line(why)
            cannot_tell = why
        else:
            cannot_tell = ""

    supervisor = Supervisor(plans, show=show_line, changed=changed, keep_open=[lock.descriptor])
    told = _told_to_stop(supervisor)
    supervisor.start()
    work = [
        asyncio.create_task(told.wait(), name="told to stop"),
        asyncio.create_task(supervisor.failure(), name="a process failed"),
        asyncio.create_task(keep_running(kafka, show_line, lambda: changed(supervisor)), name="keep Kafka running"),
        asyncio.create_task(_present(supervisor, system, kafka, demo, started), name="present"),
    ]
    try:
        done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        show_line("stopping; what is in work is finished first (Ctrl-C again: at once)")
        await supervisor.stop()


_TOLD = {"topic_prefix", "partitions", "ingest_host", "ingest_port", "view_host", "view_port"}


def _told_to_stop(supervisor: Supervisor) -> asyncio.Event:
    told = asyncio.Event()

    def tell_to_stop() -> None:
        if told.is_set():
            supervisor.kill()
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, tell_to_stop)
    return told


async def _present(
    supervisor: Supervisor, system: RunningSystem, kafka: EmbeddedKafka | None, demo: bool, started: float
) -> None:
    await supervisor.wait_until_ready(READY_TIMEOUT)
    where = f"its data in {kafka.log_file.parent}" if kafka else "THEMEWIRE_BROKER's"
    typer.echo(f"Kafka          {system.broker} ({where})")
    typer.echo(f"documents to   {system.ingest_url}/v1/documents")
    typer.echo(f"page           {system.view_url}/")
    typer.echo(f"ready after {time.monotonic() - started:.1f} s; Ctrl-C stops everything")
    sys.stdout.flush()
    if demo:
        await _demo(system)
    await asyncio.Event().wait()


async def _demo(system: RunningSystem) -> None:
    """Runs `themewire demo` in a process of its own, which a Ctrl-C can end at any point."""
    command = themewire_command("demo", "--ingest", system.ingest_url, "--view", system.view_url)
    environment = {**os.environ, "THEMEWIRE_BROKER": system.broker}
    process = await asyncio.create_subprocess_exec(*command, env=environment, start_new_session=True)
    try:
        if await process.wait():
            show_line("the demo failed, see above; the system runs on")
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
