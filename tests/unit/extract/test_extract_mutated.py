"""A short form of bench/mutated.py: no page crashes the reading."""

from __future__ import annotations

from bench.mutated import mutated, read, sources


def test_mutated_pages_are_read_or_refused() -> None:
    ends = {read(page) for _, page in mutated(sources(), 120, seed=7)}
    assert ends == {"article", "refused"}
