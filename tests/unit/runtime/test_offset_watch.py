from collections.abc import Sequence

import pytest

from schemas.topics import ARTICLES_PARSED, INDEXER_EXCHANGE, Topic
from services.runtime.offset_watch import OffsetRepeatedError, OffsetWatch, lost
from services.runtime.shard_records import InputRecord


def records(topic: Topic, offsets: Sequence[int]) -> list[InputRecord]:
    return [InputRecord(topic, 1, offset, 0, b"key", b"value") for offset in offsets]


@pytest.fixture
def watch() -> OffsetWatch:
    return OffsetWatch({("articles.parsed", 1): 5, ("indexer.exchange", 1): 0})


def test_growing_offsets_with_gaps_of_markers_are_fine(watch: OffsetWatch) -> None:
    watch.take(records(ARTICLES_PARSED, [5, 6, 9]))
    watch.take(records(INDEXER_EXCHANGE, [1, 3]))
    watch.take(records(ARTICLES_PARSED, [10]))


@pytest.mark.parametrize("offsets", [[4], [5, 5], [7, 6]])
def test_a_repeat_is_noticed(watch: OffsetWatch, offsets: list[int]) -> None:
    with pytest.raises(OffsetRepeatedError, match=f"articles.parsed partition 1 gave offset {offsets[-1]} again"):
        watch.take(records(ARTICLES_PARSED, offsets))


def test_a_repeat_in_a_later_batch_is_noticed(watch: OffsetWatch) -> None:
    watch.take(records(INDEXER_EXCHANGE, [0, 1]))
    with pytest.raises(OffsetRepeatedError, match="expected 2 or above"):
        watch.take(records(INDEXER_EXCHANGE, [1]))


@pytest.mark.parametrize(
    ("committed", "beginning", "count"), [(None, 7, 0), (7, 7, 0), (9, 7, 0), (3, 7, 4), (0, 1, 1)]
)
def test_records_deleted_before_they_were_read_are_counted(committed: int | None, beginning: int, count: int) -> None:
    assert lost(committed, beginning) == count
