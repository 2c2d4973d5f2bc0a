"""Trains the weights that rank sentences, and shows what they are worth beside the first three sentences.

    python bench/train_ranking.py [--data DIR] [--train]

Data: the development half of the highlights, ``shared/data/highlights-dev/pairs.jsonl`` beside the project (news
stories with the summaries their papers gave them; no titles). Without ``--train`` the weights in the repository are
measured: ROUGE-1 (F1) of three sentences, for each corpus, beside Lead-3 and, where sumy is installed, its TextRank and LexRank with
its stemmer and stop words. Words are counted as printed, in small letters, and where the package rouge_score is installed also as its stemmer
cuts them, which is how most published figures are made.

With ``--train``, which needs numpy and rouge_score, the weights are found anew and printed, to be put into bot/extract/weights.py.
Every three sentences that may be chosen together have a probability, the higher the more they weigh; what grows is the ROUGE-1
that is to be expected of them. Two runs give the same. What the weights are worth for stories that they were not learned
from is shown by leaving out a fifth of the stories in turn, in several orders. Features that need a title keep the weights set by hand.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Any

from bot.extract.features import Candidate, content_words, evenness, features
from bot.extract.ranking import may_stand, repeats
from bot.extract.weights import WEIGHTS, blend

DATA = Path(__file__).parents[1] / ".." / "shared" / "data" / "highlights-dev"
_WORD = re.compile(r"[^\W_]+")
_SENTENCES = 3

_TAUGHT = (
    ("opening", "uneven"),
    ("central", "even"),
    ("central", "uneven"),
    ("length", "even"),
    ("short", "both"),
    ("long", "both"),
)
"""What is learned, and the kind of story that it counts in. Whatever else was tried (figures, names, quotations, where
a sentence stands, other measures of centrality) was worth nothing, or less, for stories that were left out."""
_SHARES = {"bbc-extractive": 1.2, "cnndm-summeval": 2.0, "cnndm-train100": 0.3}
"""How much a corpus counts: the third is content with far less than what the others ask for."""
_SHARPNESS = 46.0
"""What a weight of one does to a logarithm of probability: with it the weights have the size of those set by hand."""
_PULL = 0.06
"""How strongly weights are drawn to nothing."""
_STEPS, _STEP = 400, 0.02
_MOST_SENTENCES = 28
"""Of a longer story: its first sentences, and its most central ones."""
_FOLDS, _ORDERS = 5, 4


@dataclass(frozen=True)
class Story:
    """A story with its sentences, their features and words, and which of them may be chosen."""

    corpus: str
    sentences: tuple[str, ...]
    evenness: float
    features: tuple[Mapping[str, float], ...]
    words: tuple[frozenset[str], ...]
    eligible: tuple[int, ...]
    bags: tuple[Counter[str], ...]
    gold: Counter[str]


Tokens = Callable[[str], Sequence[str]]
Weights = Mapping[str, tuple[float, float]]


def read_stories(data: Path, tokens: Tokens) -> list[Story]:
    with (data / "pairs.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        _story(row["corpus"], row["sents"], " ".join(row["highlights"]), tokens) for row in rows
    ]


def _story(corpus: str, sentences: Sequence[str], gold: str, tokens: Tokens) -> Story:
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence) + 1)
    candidates = [
        Candidate(sentence, start, number)
        for number, (sentence, start) in enumerate(zip(sentences, starts[:-1], strict=True))
    ]
    words = tuple(content_words(sentence) for sentence in sentences)
    return Story(
        corpus=corpus,
        sentences=tuple(sentences),
        evenness=evenness(candidates),
        features=features(candidates, words, ""),
        words=words,
        eligible=tuple(
            index for index in range(len(candidates)) if may_stand(candidates, index, "en")
        ),
        bags=tuple(Counter(tokens(sentence)) for sentence in sentences),
        gold=Counter(tokens(gold)),
    )


def as_printed(text: str) -> Sequence[str]:
    return _WORD.findall(text.lower())


def stemmed() -> Tokens:
    """The words as the package rouge_score counts them with its stemmer."""
    tokenizers = importlib.import_module("rouge_score.tokenizers")
    tokens: Tokens = tokenizers.DefaultTokenizer(use_stemmer=True).tokenize
    return tokens


def rouge_1(story: Story, chosen: Sequence[int]) -> float:
    mine: Counter[str] = Counter()
    for index in chosen:
        mine.update(story.bags[index])
    both = sum((mine & story.gold).values())
    total = sum(mine.values()) + sum(story.gold.values())
    return 2 * both / total if total else 0.0


def choose(story: Story, weights: Weights) -> Sequence[int]:
    """Three sentences as the product chooses them."""
    here = blend(weights, story.evenness)
    scores = {
        index: sum(here[name] * value for name, value in story.features[index].items())
        for index in story.eligible
    }
    taken: list[int] = []
    for index in sorted(scores, key=lambda i: (-scores[i], i)):
        if not repeats(story.words[index], [frozenset(), *(story.words[i] for i in taken)]):
            taken.append(index)
        if len(taken) == _SENTENCES:
            break
    return sorted(taken)


def means(
    stories: Sequence[Story], summarise: Callable[[Story], Sequence[int]]
) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for story in stories:
        found.setdefault(story.corpus, []).append(100 * rouge_1(story, summarise(story)))
    return {corpus: fmean(values) for corpus, values in sorted(found.items())}


class Lesson:
    """The threes of all stories as matrices: what each feature comes to, and the ROUGE-1 of each."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self.np: Any = importlib.import_module("numpy")
        self.stories = stories
        rows: list[list[float]] = []
        gains: list[float] = []
        self.starts = [0]
        for story in stories:
            parts = [_taught_values(story, index) for index in range(len(story.sentences))]
            for three in _threes(story):
                rows.append(
                    [sum(column) for column in zip(*(parts[i] for i in three), strict=True)]
                )
                gains.append(rouge_1(story, three))
            self.starts.append(len(rows))
        self.rows = self.np.array(rows)
        self.gains = self.np.array(gains)

    def learn(self, numbers: Sequence[int]) -> Weights:
        """The weights that these stories teach: steps uphill, each as long as the slope was steady (Adam)."""
        np = self.np
        pick = np.concatenate([np.arange(self.starts[i], self.starts[i + 1]) for i in numbers])
        sizes = np.array([self.starts[i + 1] - self.starts[i] for i in numbers])
        begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        rows, gains = self.rows[pick] * _SHARPNESS, self.gains[pick]
        count = Counter(self.stories[i].corpus for i in numbers)
        shares = [_SHARES[self.stories[i].corpus] / count[self.stories[i].corpus] for i in numbers]
        share = np.repeat(np.array(shares), sizes)
        weights = np.zeros(len(_TAUGHT))
        steady, steep = np.zeros(len(_TAUGHT)), np.zeros(len(_TAUGHT))
        for step in range(1, _STEPS + 1):
            worth = rows @ weights
            worth -= np.repeat(np.maximum.reduceat(worth, begins), sizes)
            chance = np.exp(worth)
            chance /= np.repeat(np.add.reduceat(chance, begins), sizes)
            expected = np.repeat(np.add.reduceat(chance * gains, begins), sizes)
            slope = 10 * ((share * chance * (gains - expected)) @ rows) - 2 * _PULL * weights
            steady += 0.1 * (slope - steady)
            steep += 0.01 * (slope**2 - steep)
            even_steady, even_steep = steady / (1 - 0.9**step), steep / (1 - 0.99**step)
            weights += _STEP * (1 - step / _STEPS) * even_steady / (np.sqrt(even_steep) + 1e-9)
        return _with_taught([float(weight) for weight in weights])


def _taught_values(story: Story, index: int) -> list[float]:
    kinds = {"even": story.evenness, "uneven": 1 - story.evenness, "both": 1.0}
    return [story.features[index][name] * kinds[kind] for name, kind in _TAUGHT]


def _threes(story: Story) -> Iterator[tuple[int, ...]]:
    """Every three sentences that may be chosen and do not repeat each other; fewer where there are not three."""
    central = sorted(story.eligible, key=lambda i: -story.features[i]["central"])
    looked_at = dict.fromkeys([*story.eligible[:8], *central])
    considered = sorted(list(looked_at)[:_MOST_SENTENCES])
    same = {
        pair
        for pair in combinations(considered, 2)
        if repeats(story.words[pair[1]], [frozenset(), story.words[pair[0]]])
    }
    threes = [
        three
        for three in combinations(considered, _SENTENCES)
        if not same.intersection(combinations(three, 2))
    ]
    yield from threes or [tuple(considered[:_SENTENCES])]


def _with_taught(values: Sequence[float]) -> Weights:
    weights = dict(WEIGHTS)
    for name, _ in _TAUGHT:
        weights[name] = (0.0, 0.0)
    for (name, kind), value in zip(_TAUGHT, values, strict=True):
        even, uneven = weights[name]
        rounded = round(value, 2)
        weights[name] = (
            even if kind == "uneven" else rounded,
            uneven if kind == "even" else rounded,
        )
    return weights


def lead_3(story: Story) -> Sequence[int]:
    return range(min(_SENTENCES, len(story.sentences)))


def peer(name: str) -> Callable[[Story], Sequence[int]]:
    """A summariser of sumy with its English stemmer and stop words, over the same sentences."""
    module = importlib.import_module(f"sumy.summarizers.{name}")
    models = importlib.import_module("sumy.models.dom")
    maker = {"text_rank": "TextRankSummarizer", "lex_rank": "LexRankSummarizer"}[name]
    summariser = getattr(module, maker)(
        importlib.import_module("sumy.nlp.stemmers").Stemmer("english")
    )
    summariser.stop_words = importlib.import_module("sumy.utils").get_stop_words("english")

    class Words:
        """Words as sumy asks for them."""

        def to_words(self, text: str) -> tuple[str, ...]:
            return tuple(_WORD.findall(text))

    def summarise(story: Story) -> Sequence[int]:
        sentences = [models.Sentence(text, Words()) for text in story.sentences]
        document = models.ObjectDocumentModel([models.Paragraph(sentences)])
        chosen = {id(sentence) for sentence in summariser(document, _SENTENCES)}
        return [index for index, sentence in enumerate(sentences) if id(sentence) in chosen]

    return summarise


def show(name: str, found: Mapping[str, float]) -> None:
    print(f"  {name:22}", *(f"{corpus} {value:5.1f}" for corpus, value in found.items()))


def compare(counted: str, stories: Sequence[Story]) -> None:
    print(f"ROUGE-1 of three sentences, {len(stories)} stories, {counted}")
    show("bot.extract", means(stories, lambda story: choose(story, WEIGHTS)))
    show("first three", means(stories, lead_3))
    for name in ("text_rank", "lex_rank"):
        if importlib.util.find_spec("sumy"):
            show(f"sumy {name}", means(stories, peer(name)))
        else:
            print(f"  sumy {name}: skipped, not installed")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--train", action="store_true")
    options = parser.parse_args(arguments)
    if not (options.data / "pairs.jsonl").is_file():
        print(f"skipped: no data in {options.data}")
        return
    compare("words as printed", read_stories(options.data, as_printed))
    if not importlib.util.find_spec("rouge_score"):
        print("stemmed words: skipped, rouge_score is not installed")
        return
    stories = read_stories(options.data, stemmed())
    compare("words cut by the stemmer of rouge_score", stories)
    if options.train:
        _train(stories)


def _train(stories: Sequence[Story]) -> None:
    lesson = Lesson(stories)
    left_out: dict[str, list[float]] = {}
    for order in range(_ORDERS):
        numbers = list(range(len(stories)))
        random.Random(order).shuffle(numbers)
        for fold in range(_FOLDS):
            asked = set(numbers[fold::_FOLDS])
            weights = lesson.learn(
                [number for number in range(len(stories)) if number not in asked]
            )
            for number in asked:
                worth = 100 * rouge_1(stories[number], choose(stories[number], weights))
                left_out.setdefault(stories[number].corpus, []).append(worth)
    show("stories left out", {corpus: fmean(left_out[corpus]) for corpus in sorted(left_out)})
    weights = lesson.learn(range(len(stories)))
    show("from all", means(stories, lambda story: choose(story, weights)))
    for name, (even, uneven) in weights.items():
        print(f'        "{name}": ({even}, {uneven}),')


if __name__ == "__main__":
    main()
