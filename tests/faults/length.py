"""How long fault runs last: short by default, as CI runs them; TEST_FAULTS=long, as `make test-faults` sets it."""

import os

import pytest

LONG = os.environ.get("TEST_FAULTS") == "long"

only_long = pytest.mark.skipif(not LONG, reason="takes minutes: runs in `make test-faults`")
"""Marks a test that has no short form."""


def lasting(long: float, short: float) -> float:
    """Seconds (or a number of things) of the long or the short form of a run."""
    return long if LONG else short
