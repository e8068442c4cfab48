"""Errors that only say that a broker went away: their tracebacks tell an operator nothing, and are long."""

LOST = ("KafkaConnectionError", "NodeNotReadyError", "RequestTimedOutError")
"""aiokafka's classes, by name: who leaves may well know no Kafka."""


def lost_connection(error: BaseException | None) -> BaseException | None:
    """The lost connection that an error is, or that it came from; None when it is another error."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if any(kind.__name__ in LOST for kind in type(error).__mro__):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
