"""Errors that only say that a broker went away: their tracebacks tell an operator nothing, and are long."""

from aiokafka.errors import KafkaConnectionError, NodeNotReadyError, RequestTimedOutError


def lost_connection(error: BaseException | None) -> BaseException | None:
    """The lost connection that an error is, or that it came from; None when it is another error."""
    lost: tuple[type[BaseException], ...] = (KafkaConnectionError, NodeNotReadyError, RequestTimedOutError)
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, lost):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
