"""What each feature of a sentence is worth: the whole model that ranks sentences.

A feature is worth one thing in an even story and another in an uneven one (``features.evenness``); a story in between
is weighed in between. Most weights were found by ``python bench/train_ranking.py --train``. Those marked "by hand" need a title,
which its stories do not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WEIGHTS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {  # in an even story, in an uneven one
        "opening": (0.0, 0.4),  # one of the first three sentences
        "central": (0.69, 0.3),  # how like it is to the other sentences
        "length": (0.64, 0.0),  # words, 1 from 30 on
        "short": (-0.25, -0.25),  # 0 from 12 words on, 1 down to 5
        "long": (-0.29, -0.29),  # 0 up to 30 words, 1 from 60 on
        "title": (1.2, 1.2),  # share of the title's words that it holds; by hand
        "echo": (1.2, 1.2),  # it is the quotation that the title quotes; by hand
        "spoken": (0.3, 0.3),  # says whose statement it is, where the title is a statement; by hand
        "scene": (-1.5, -1.5),  # opens with the hour or the weather; by hand
    }
)


def blend(weights: Mapping[str, tuple[float, float]], evenness: float) -> Mapping[str, float]:
    """The weights for a story of this evenness, 0 to 1."""
    return {
        name: evenness * even + (1 - evenness) * uneven for name, (even, uneven) in weights.items()
    }
