"""``python -m services.cli.compile_kernels``: compiles every kernel and keeps the code beside its source.

`make install` runs it, again when a kernel's file has changed. Kernels take ten seconds of a core to compile, and each
process that finds none kept compiles for itself: services that start together, and tests side by side, all of them.
"""

import numpy as np

from services.relatedness.warm_up import warm_up
from services.view.themes.star_clusters import Links, star_clusters


def compile_kernels() -> None:
    """Runs each kernel once. What an index needs only when it outgrows its first arrays is left out: .3 s."""
    warm_up()
    star_clusters(0, Links(*np.empty((3, 0), np.int32)))


if __name__ == "__main__":
    compile_kernels()
