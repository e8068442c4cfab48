"""Memory that an object keeps, by walking all that it refers to."""

import gc
import sys
from collections.abc import Iterable
from types import FunctionType, ModuleType


def retained_bytes(root: object, *, aside: Iterable[object]) -> int:
    """Bytes of all objects that can be reached, each once, but not through those `aside`."""
    seen = {id(thing) for thing in aside}
    waiting = [root]
    total = 0
    while waiting:
        thing = waiting.pop()
        if id(thing) not in seen and not isinstance(thing, type | ModuleType | FunctionType):
            seen.add(id(thing))
            total += sys.getsizeof(thing)
            waiting += gc.get_referents(thing)
    return total
