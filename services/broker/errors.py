"""What can keep the embedded broker from running."""


class BrokerError(Exception):
    """The embedded broker cannot run; the message says why and what to do."""
