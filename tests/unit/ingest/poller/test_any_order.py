"""Requests, visits that end, commits and crashes in any order: nothing is lost, nothing sent again unchanged."""

from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.feeds.feed_state import FeedOptions, Lease
from services.ingest.feeds.requests import LeaseAnswered, Pushed, Subscribe, Unsubscribe
from tests.unit.ingest.poller.feed_cluster import FeedCluster

URLS = ("https://orrel.example/feed", "https://selby.example/feed")
STEPS = ("subscribe", "unsubscribe", "lease", "push", "visit", "pushed visit", "change", "commit", "commit", "crash")


def step(cluster: FeedCluster, name: str, url: str) -> None:
    now, random = cluster.tick(), cluster.random
    state = cluster.state(url)
    if name == "subscribe":
        options = FeedOptions(publisher=random.choice([None, "Orrel Post"]))
        cluster.requests.append(Subscribe(url=url, at=now, options=options))
    elif name == "unsubscribe":
        cluster.requests.append(Unsubscribe(url=url, at=now))
    elif name == "lease":
        ours = state.lease if state and random.random() < 0.7 else Lease(hub="h", topic="t", secret="s", asked_at=now)
        granted = ours and ours.model_copy(update={"until": now + timedelta(days=7), "renew_at": now})
        cluster.requests.append(LeaseAnswered(url=url, at=now, lease=random.choice([granted, None])))
    elif name == "push":
        cluster.requests.append(Pushed(url=url, at=now, content_type=None, body=b"..."))
    elif name == "change":
        shown = cluster.outside[url]
        entry = str(random.randint(1, 3))
        shown[entry] = shown.get(entry, 0) + 1
    elif name == "commit":
        cluster.commit()
    elif name == "crash":
        cluster.crash()
    else:
        cluster.visit_ends(url, pushed=name == "pushed visit")


@settings(max_examples=150)
@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(URLS)), max_size=60),
    seed=st.integers(0, 2**32),
)
def test_in_the_end_all_that_a_feed_shows_was_sent_once(steps: list[tuple[str, str]], seed: int) -> None:
    cluster = FeedCluster(Random(seed))
    for name, url in steps:
        step(cluster, name, url)
    ever_unsubscribed = {request.url for request in cluster.requests if isinstance(request, Unsubscribe)}
    for url in URLS:
        cluster.requests.append(Subscribe(url=url, at=cluster.tick()))
    cluster.work_off()
    for url in URLS:
        while (state := cluster.state(url)) is None or state.last_visit_at != cluster.clock or state.last_error:
            cluster.requests.append(Subscribe(url=url, at=cluster.tick()))  # revives what an invented 410 ended
            cluster.work_off()
            cluster.visit_ends(url)
            cluster.work_off()
        sent = cluster.versions(url)
        assert {name: versions[-1] for name, versions in sent.items()} == cluster.outside[url]
        for versions in sent.values():
            assert versions == sorted(versions), "no version after a newer one"
            if url not in ever_unsubscribed:
                assert len(versions) == len(set(versions)), "none twice"
