"""What can keep the embedded broker from running."""


class BrokerError(Exception):
    """The embedded broker cannot run; the message says why and what to do."""


class DiskFullError(BrokerError):
    """Kafka has no room to start in; the message names the directory, what is left and what to do."""
