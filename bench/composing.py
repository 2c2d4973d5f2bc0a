"""How fast posts are composed and checked, from ready key points, on one core.

    python bench/composing.py [--stories N] [--repeat N]

Each story is new to the composer, in its words too, and goes to X, Facebook and YouTube; a draft counts when it is
composed and has passed the fidelity check. Beside it stands what counting the length alone of the same X texts takes: here, and with
PyPI's twitter-text-parser where that is installed. Nothing is written.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable, Sequence
from random import Random

from bot.compose import compose, weighted_length
from bot.model.article import Article
from bot.model.draft import Draft, Rules, Style
from bot.model.keypoint import KeyPoint, Origin, Span
from bot.platforms import facebook, x, youtube

RULES: tuple[Rules, ...] = (x.RULES, facebook.RULES, youtube.RULES)
STYLE = Style(hashtags_from_tags=1)
CLAIMS = (
    "The {n} metre bridge “was never safe” and closed in {y}",
    "Not one of {n} letters to the ministry was answered",
    "Repairs cost {n},400 euros, twice what was planned in {y}",
    "Passengers “deserve an apology” and will not get their money back",
    "No study of the tides was made before building began",
    "Der Umbau kostet „{n} Millionen“ und endet nicht vor {y}",
    "Le rapport de {y} n’a « jamais » été publié",
    "Η απόφαση του {y} πάρθηκε «χωρίς διάλογο» με {n} κατοίκους",
    "Рішення {y} року ухвалили «без {n} голосів»",
    "{y}年の決定は「{n}人の住民との話し合いなし」に行われた",
)
LINES = (None, "The council admits:", "The union replies:", "Der Rat räumt ein:", "市長の発言：")


def a_story(number: int) -> Article:
    """A title and two to nine points, some under one or two lines."""
    random = Random(number)
    text, points, lines = "The council met on Monday.", [], sorted(random.sample(LINES, 2), key=str)
    for line in lines:
        if line:
            text += f"\n\n{line}"
        for claim in random.sample(CLAIMS, random.randint(1, 4)):
            words = claim.format(n=random.randint(2, 999), y=random.randint(1990, 2026))
            span = Span(len(text) + 2, len(text) + 2 + len(words))
            text += f"\n\n{words}"
            points.append(KeyPoint(words, span, Origin.LIST, line, score=random.random() + 0.1))
    return Article(
        url=f"https://news.example.com/2026/11/story-{number}/",
        slug=f"story-{number}",
        title=f"Council divided over {random.randint(2, 99)} million for the “old harbour” bridge",
        text=text,
        language="en",
        tags=("Harbour bridge", "Council"),
        key_points=tuple(points),
    )


def rate(run: Callable[[], int], repeat: int) -> float:
    """The best of the runs, in pieces a second of this process's own time."""
    best = 0.0
    for _ in range(repeat):
        start = time.process_time()
        pieces = run()
        best = max(best, pieces / (time.process_time() - start))
    return best


def drafts_of(stories: Sequence[Article]) -> list[Draft]:
    return [compose(story, rules, STYLE, channel="c") for story in stories for rules in RULES]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    stories = [a_story(number) for number in range(options.stories)]

    drafts = drafts_of(stories)
    held = sum(bool(draft.warnings) for draft in drafts)
    too_long = sum(part.length > part.limit for draft in drafts for part in draft.parts)
    points = sum(len(story.key_points) for story in stories) / len(stories)
    print(
        f"{len(stories)} stories of {points:.1f} points, {len(drafts)} drafts: {held} held, {too_long} too long"
    )

    batches = [
        [a_story(number) for number in range(start, start + options.stories)]
        for start in range(0, options.repeat * options.stories, options.stories)
    ]
    speed = rate(lambda: len(drafts_of(batches.pop())), options.repeat)
    print(f"composed and checked: {speed:8,.0f} drafts a second (asked: 5,000)")

    texts = [draft.parts[0].text for draft in drafts if draft.platform == "x"]
    ours = rate(lambda: len([weighted_length(text) for text in texts]), options.repeat)
    print(f"length of X texts:    {ours:8,.0f} a second (asked: 20 times the parser's)")
    if importlib.util.find_spec("twitter_text") is None:
        print(
            "twitter-text-parser:  skipped; it is not installed (pip install twitter-text-parser)"
        )
        return
    from twitter_text import parse_tweet

    some = texts[:100]
    theirs = rate(lambda: len([parse_tweet(text) for text in some]), 2)
    same = sum(parse_tweet(text).weightedLength == weighted_length(text) for text in some)
    print(
        f"twitter-text-parser:  {theirs:8,.0f} a second, the same length for {same} of {len(some)};"
        f" ours is {ours / theirs:.0f} times as fast"
    )


if __name__ == "__main__":
    main()
