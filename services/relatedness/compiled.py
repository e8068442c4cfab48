"""Loops that numba compiles to machine code. Nothing needs a compiler at install: LLVM comes in numba's wheel."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """Compiles at the first call and keeps the code beside the source, else in the user's cache or NUMBA_CACHE_DIR.

    The kept code is dropped when the function's own file changes, and only then: a kernel calls none of another file
    but `prefetch`, which changes no result, and what another file sets is given to it.
    """
    try:
        kernel: Kernel = numba.njit(cache=True)(function)
    except RuntimeError:  # No place to keep it can be written: each process compiles for itself.
        kernel = numba.njit(function)
    return kernel


def _prefetch(typing: Any, array: Any, index: Any) -> Any:
    """LLVM's instruction of that name (LLVM Language Reference, "llvm.prefetch"); given types, gives a signature and
    what writes the code."""

    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, given[0]).data
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        instruction = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        place = builder.bitcast(builder.gep(data, [given[1]]), pointer)
        # To read; to keep in all caches; data.
        builder.call(instruction, [place, *(ir.Constant(number, one) for one in (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(array, index), write


prefetch: Callable[[NDArray[Any], int | np.integer[Any]], None] = intrinsic(_prefetch)
"""In a kernel: has a place of a one-dimensional array brought near while the kernel goes on. Reads that wait for memory
one after the other take several times as long. It changes no result, and may name a place behind the end."""
