"""The memory of a process that runs for months."""

from __future__ import annotations

import gc


def settle() -> None:
    """Leave what a process has built before its work, which stays to its end, out of all garbage collections.

    They pass over everything that is there each time, and a large feed brings many of them. For a process that begins once: garbage that is made of these things stays too.
    """
    gc.collect()
    gc.freeze()
