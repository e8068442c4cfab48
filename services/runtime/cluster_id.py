"""Which Kafka a broker belongs to: what was remembered of another is not true of this one."""

from services.runtime import kafka_clients
from services.runtime.settings import Settings


async def cluster_id_of(settings: Settings) -> str:
    """The id that Kafka drew when its storage was formatted, asked of the broker now. Raises what Kafka raises."""
    admin = kafka_clients.admin(settings)
    try:
        await admin.start()
        return str((await admin.describe_cluster())["cluster_id"])
    finally:
        await admin.close()
