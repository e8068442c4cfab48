import pytest
from aiokafka.partitioner import DefaultPartitioner

from services.runtime.transactional_shards import home_of

# From org.apache.kafka.common.utils.UtilsTest: murmur2 of these texts, as signed 32-bit numbers.
JAVA = {"21": -973932308, "foobar": -790332482, "a-little-bit-long-string": -985981536, "abc": 479470107}


@pytest.mark.parametrize(("text", "murmur2"), JAVA.items())
@pytest.mark.parametrize("partitions", [1, 4, 12, 1000])
def test_places_a_key_as_kafkas_java_clients_do(text: str, murmur2: int, partitions: int) -> None:
    assert home_of(text, partitions) == (murmur2 & 0x7FFFFFFF) % partitions


def test_places_an_id_where_our_producer_sends_it() -> None:
    for number in range(200):
        article_id = f"{number:032x}"
        assert home_of(article_id, 7) == DefaultPartitioner()(article_id.encode(), list(range(7)), list(range(7)))
