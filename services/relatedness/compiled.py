"""Loops that numba compiles to machine code. Nothing needs a compiler at install: LLVM comes in numba's wheel."""

from collections.abc import Callable
from typing import TypeVar

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """Compiles at the first call and keeps the code beside the source, else in the user's cache or NUMBA_CACHE_DIR.

    The kept code is dropped when the function's own file changes, and only then: a kernel calls none of another file,
    and what another file sets is given to it.
    """
    try:
        kernel: Kernel = numba.njit(cache=True)(function)
    except RuntimeError:  # No place to keep it can be written: each process compiles for itself.
        kernel = numba.njit(function)
    return kernel
