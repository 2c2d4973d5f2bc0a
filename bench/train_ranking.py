"""Trains the weights that rank sentences, and shows what they are worth beside the first three sentences.

    python bench/train_ranking.py [--data DIR] [--train]

Data: the development half of the highlights, ``shared/data/highlights-dev/pairs.jsonl`` beside the project (news
stories with the summaries their papers gave them; no titles). Without ``--train`` the weights in the repository are
measured: ROUGE-1 (F1) of three sentences, for each corpus, beside Lead-3 and, where sumy is installed, its TextRank and LexRank with
its stemmer and stop words. Words are counted as printed, in small letters, and where the package rouge_score is installed also as its stemmer
cuts them, which is how most published figures are made. With it the weights are searched for, one at a time in a fixed order, so that two runs give the same; they are printed, to be put into bot/extract/weights.py, with what each half of the stories gives when the
weights come from the other half. Features that need a title keep the weights set by hand.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from bot.extract.features import Candidate, content_words, features
from bot.extract.ranking import may_stand, repeats
from bot.extract.weights import WEIGHTS

DATA = Path(__file__).parents[1] / ".." / "shared" / "data" / "highlights-dev"
_WORD = re.compile(r"[^\W_]+")
_SENTENCES = 3
_START = {
    "early": 0.2,
    "lead": 0.0,
    "central": 1.9,
    "length": 0.8,
    "long": -0.4,
    "short": 0.0,
    "figures": 0.1,
    "names": 0.0,
    "quote": 0.0,
}
"""What is trained, in this order, from values that a wider search found. The data cannot teach the others: its stories have neither titles nor paragraphs."""
_SIGN = {"short": (-1.0, 0.0), "lead": (0.0, 1.0), "quote": (-1.0, 0.0)}
"""Bounds where the summaries of the data would teach what no editor wants."""
_FIRST_STEP, _LAST_STEP = 0.4, 0.05


@dataclass(frozen=True)
class Story:
    """A story with its sentences, their features and words, and which of them may be chosen."""

    corpus: str
    sentences: tuple[str, ...]
    features: tuple[Mapping[str, float], ...]
    words: tuple[frozenset[str], ...]
    eligible: tuple[int, ...]
    bags: tuple[Counter[str], ...]
    gold: Counter[str]


Tokens = Callable[[str], Sequence[str]]


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
        Candidate(sentence, start, number, first=True)
        for number, (sentence, start) in enumerate(zip(sentences, starts[:-1], strict=True))
    ]
    words = tuple(content_words(sentence) for sentence in sentences)
    return Story(
        corpus=corpus,
        sentences=tuple(sentences),
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


def choose(story: Story, weights: Mapping[str, float]) -> Sequence[int]:
    """Three sentences as the product chooses them."""
    scores = {
        index: sum(weights[name] * value for name, value in story.features[index].items())
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


def worth(stories: Sequence[Story], weights: Mapping[str, float]) -> float:
    """What is maximised: the mean over the corpora, less half of what the first three sentences give more."""
    found = means(stories, lambda story: choose(story, weights))
    plain = means(stories, lead_3)
    behind = min(found[corpus] - plain[corpus] for corpus in found)
    return fmean(found.values()) + 0.5 * min(0.0, behind)


def train(stories: Sequence[Story]) -> dict[str, float]:
    """One weight after the other, up or down by a step that is halved when none helps any more."""
    weights = {**WEIGHTS, **_START}
    best, step = worth(stories, weights), _FIRST_STEP
    while step >= _LAST_STEP:
        before = best
        for name in _START:
            for change in (-step, step):
                tried = {**weights, name: round(weights[name] + change, 3)}
                lowest, highest = _SIGN.get(name, (-9.0, 9.0))
                if not lowest <= tried[name] <= highest:
                    continue
                found = worth(stories, tried)
                if found > best + 0.001:
                    best, weights = found, tried
        if best == before:
            step /= 2
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
    stories = read_stories(options.data, as_printed)
    compare("words as printed", stories)
    if importlib.util.find_spec("rouge_score"):
        compare("words cut by the stemmer of rouge_score", read_stories(options.data, stemmed()))
    else:
        print("stemmed words: skipped, rouge_score is not installed")
    if options.train:
        _train(stories)


def _train(stories: Sequence[Story]) -> None:
    halves = (stories[::2], stories[1::2])
    for taught, asked in (halves, halves[::-1]):
        weights = train(taught)
        show("from the other half", means(asked, lambda story, w=weights: choose(story, w)))  # type: ignore[misc]
    weights = train(stories)
    show("from all", means(stories, lambda story: choose(story, weights)))
    print(json.dumps(weights, indent=4))


if __name__ == "__main__":
    main()
