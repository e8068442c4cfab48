"""What `make install` compiles: in a process of its own, since this one may have run any kernel before."""

import subprocess
import sys
from pathlib import Path

SERVICES = Path(__file__).resolve().parents[3] / "services"
MODULES = [path for path in sorted(SERVICES.rglob("*.py")) if "\n@compiled\n" in path.read_text(encoding="utf-8")]
WHEN_IT_GROWS = {"_copy_lists"}

NOT_COMPILED = """
import importlib, sys
from numba.core.dispatcher import Dispatcher
from services.cli.compile_kernels import compile_kernels

kernels = {
    name: kernel
    for module in map(importlib.import_module, sys.argv[1:])
    for name, kernel in vars(module).items()
    if isinstance(kernel, Dispatcher)
}
compile_kernels()
# Kept code holds that of the kernels it calls, which then stand unused.
called = {name for kernel in kernels.values() for name in kernel.py_func.__code__.co_names}
print(len(kernels), *(name for name, kernel in kernels.items() if not kernel.signatures and name not in called))
"""


def test_no_kernel_is_left_to_who_comes_first() -> None:
    modules = [".".join(path.relative_to(SERVICES.parent).with_suffix("").parts) for path in MODULES]
    told = subprocess.run([sys.executable, "-c", NOT_COMPILED, *modules], check=True, capture_output=True, text=True)
    count, *left = told.stdout.split()
    assert int(count) > len(MODULES) > 1
    assert set(left) == WHEN_IT_GROWS
