"""lz4 as it is meant: fast.

aiokafka (0.14) compresses with level 9 of lz4's slow variant, the default of KIP-390: 300 us for 16 KiB of prose,
which is more than all else that sending it takes. Level 1 takes 15 us and leaves a seventh more bytes; readers see no
difference.
"""

from aiokafka import codec

LEVEL = 1


def compress_fast() -> None:
    """From now on every producer of this process compresses with `LEVEL`."""
    codec.lz4_encode.__defaults__ = (LEVEL,)
