"""Whatever the order of arrival, the shards' views equal brute force."""

import os
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.relatedness.recompute import differences
from tests.unit.indexer.simulation import Observation, Simulation, brute_force
from tests.unit.relatedness.articles import article

SCHEDULES = int(os.environ.get("TEST_SCHEDULES", "400"))
TERMS = ["harbour", "strike", "ferry", "budget", "vote", "storm"]


def observations(random: Random) -> list[Observation]:
    """Up to 14 articles with corrections, retractions, equal times and repeats, shuffled; few terms, so that most are
    related, and some copies of others."""
    made = []
    for name in range(random.randrange(2, 14)):
        for version in range(1, random.choice((1, 1, 2, 4)) + 1):
            listed = [(f"Headline of {random.randrange(14)}", random.choice((None, 0, 40, 400)))] * random.choice(
                (0, 0, 1)
            )
            one = article(
                str(name),
                version=version,
                hours=random.choice((0, 5, 40, 100, 400)),
                dated=random.random() < 0.8,
                terms=random.sample(TERMS, random.randrange(0, 4)),
                listed=[*listed, *[("Headline of 1", None)] * random.choice((0, 0, 1))],
                headline="Headline of 1" if random.random() < 0.1 else None,
                fingerprint=random.choice((None, None, "ab" * 32, "ab" * 20 + "cd" * 12)),
                canonical_url=random.choice((None, None, None, "https://copied.example/one")),
                seconds=random.choice((version, 0)),
            )
            made.append(Observation.retracting(one) if random.random() < 0.2 else Observation.of(one))
    made += random.choices(made, k=len(made) // 3)
    random.shuffle(made)
    return made


def check(seed: int, partitions: int) -> None:
    random = Random(seed)
    given_in = observations(random)
    simulation = Simulation(partitions, random)
    simulation.run(given_in)
    written, expected = simulation.records(), brute_force(given_in)
    assert written.keys() == expected.keys()
    for article_id, record in written.items():
        assert differences(record, expected[article_id]) == [], f"seed {seed}, {partitions} partitions"
    for shard in simulation.shards:
        views = [shard.views[article_id] for article_id in shard.held if article_id in shard.views]
        shown = {entry_id for view in views for entry_id in view.entries}
        assert shard.views.cards.keys() == shown, f"seed {seed}: cards that no view shows are kept"


@given(seed=st.integers(0, 2**32), partitions=st.integers(1, 5))
@settings(max_examples=SCHEDULES, deadline=None)
def test_any_interleaving_equals_brute_force(seed: int, partitions: int) -> None:
    check(seed, partitions)


@pytest.mark.parametrize("partitions", [1, 2, 3, 5])
def test_related_lists_are_the_same_bytes_on_any_number_of_shards(partitions: int) -> None:
    for seed in range(20):
        given_in = observations(Random(seed))
        one, many = Simulation(1, Random(seed)), Simulation(partitions, Random(seed + 1))
        one.run(given_in)
        many.run(Random(seed + 2).sample(given_in, len(given_in)))
        ours = {i: record.model_dump_json(include={"related", "article"}) for i, record in one.records().items()}
        assert ours == {
            i: record.model_dump_json(include={"related", "article"}) for i, record in many.records().items()
        }
