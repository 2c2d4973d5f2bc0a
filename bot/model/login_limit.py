"""How often a password may be tried. Pure; the time is an argument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures within so long a time; the next try waits until the oldest has aged out."""

    failures: int
    within: timedelta


PAIR = Limit(5, timedelta(minutes=15))
"""For one name from one address: who mistypes waits, and locks out nobody else."""
ADDRESS = Limit(30, timedelta(minutes=15))
"""For all names from one address."""
NAME = Limit(100, timedelta(hours=1))
"""For one name from all addresses: many machines guessing at once."""

Key = tuple[str, str]
_LONGEST = 64


def keys(name: str, address: str) -> Mapping[Key, Limit]:
    """What counts a failed login of ``name`` from ``address``, each with its limit."""
    name, address = name.casefold()[:_LONGEST], address[:_LONGEST]
    return {
        (name, address): PAIR,
        ("", address): ADDRESS,
        (name, ""): NAME,
    }


def free_at(failures: Sequence[datetime], limit: Limit, now: datetime) -> datetime:
    """When the next try is allowed; ``now`` where it is at once. ``failures`` are in order."""
    counted = [at for at in failures if now - at < limit.within]
    if len(counted) < limit.failures:
        return now
    return counted[-limit.failures] + limit.within
