from services.runtime.batch_limit import BatchLimit


def test_slow_batches_halve_the_limit_down_to_one() -> None:
    limit = BatchLimit(largest=8)
    seen = []
    for _ in range(5):
        limit.took(limit.records, seconds=2.0)
        seen.append(limit.records)
    assert seen == [4, 2, 1, 1, 1]


def test_a_small_slow_batch_limits_by_its_own_size() -> None:
    limit = BatchLimit(largest=200)
    limit.took(10, seconds=1.0)
    assert limit.records == 5


def test_quick_full_batches_grow_it_back_and_no_further() -> None:
    limit = BatchLimit(largest=8)
    limit.took(8, seconds=2.0)
    limit.took(1, seconds=0.01)
    assert limit.records == 4, "a quick batch that was not full says nothing about a full one"
    limit.took(4, seconds=0.3)
    assert limit.records == 4
    limit.took(4, seconds=0.01)
    limit.took(8, seconds=0.01)
    assert limit.records == 8
