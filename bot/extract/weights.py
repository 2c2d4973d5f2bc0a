"""What each feature of a sentence is worth: the whole model that ranks sentences.

Most of them were found by ``python bench/train_ranking.py --train``. Those marked "by hand" need a title or paragraphs,
which its stories do not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "lead": 0.0,  # the first sentence of the story; what it is worth "early" says better
        "early": 0.2,  # 1 at the first sentence, falling to 0
        "central": 1.9,  # how often its words come back in the story, on average
        "figures": 0.1,
        "names": 0.0,  # words with a capital within the sentence
        "length": 0.8,  # words, 1 from 30 on
        "short": 0.0,  # fewer than 8 words
        "long": -0.4,  # 0 up to 30 words, 1 from 60 on
        "quote": 0.0,  # holds someone's words
        "opens_paragraph": 0.2,  # by hand
        "title": 1.2,  # share of the title's words that it holds; by hand
        "echo": 1.2,  # it is the quotation that the title quotes; by hand
        "spoken": 0.3,  # says whose statement it is, where the title is a statement; by hand
        "scene": -1.5,  # opens with the hour or the weather; by hand
    }
)
