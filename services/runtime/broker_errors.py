"""Errors of the broker that one line says all about: their tracebacks tell an operator nothing, and are long."""

LOST = ("KafkaConnectionError", "NodeNotReadyError", "RequestTimedOutError")
"""A broker went away. aiokafka's classes, by name: who leaves may well know no Kafka."""
FENCED = ("ProducerFenced",)
"""Another owner took over, or a transaction outlived its time-out, as in an outage."""

FAILED = ("UnknownError", "KafkaStorageError")
"""The broker could not do it, as when its disk is full: its own log says why, and aiokafka tells the traceback."""


def lost_connection(error: BaseException | None) -> BaseException | None:
    """The lost connection that an error is, or that it came from; None when it is another error."""
    return _among(error, LOST)


def fencing(error: BaseException | None) -> BaseException | None:
    """The same for a fenced producer."""
    return _among(error, FENCED)


def broker_failure(error: BaseException | None) -> BaseException | None:
    """The same for what the broker failed at."""
    return _among(error, FAILED)


def _among(error: BaseException | None, names: tuple[str, ...]) -> BaseException | None:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if any(kind.__name__ in names for kind in type(error).__mro__):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
