"""Our length and links against npm's twitter-text 3.1.0, on texts made to be awkward.

npm install --prefix DIR twitter-text@3.1.0
TWITTER_TEXT_NPM=DIR pytest tests/conformance/test_twitter_text_npm.py
"""

import json
import os
import random
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from bot.compose import weighted_length
from bot.compose.defuse import defuse
from bot.compose.tlds import ASCII_TLDS, OTHER_TLDS
from bot.compose.urls import find_urls
from bot.compose.wording import one_line

PREFIX = os.environ.get("TWITTER_TEXT_NPM", "")
pytestmark = pytest.mark.skipif(
    not (PREFIX and Path(PREFIX, "node_modules/twitter-text").is_dir() and shutil.which("node")),
    reason="TWITTER_TEXT_NPM names no folder with twitter-text, or there is no node",
)
TEXTS = 10_000
ASK = """
const tt = require('twitter-text');
for (const text of JSON.parse(require('fs').readFileSync(0, 'utf8'))) {
  const found = [tt.extractUrls(text), tt.extractMentions(text), tt.extractHashtags(text),
                 tt.extractCashtags(text)];
  console.log(JSON.stringify([tt.parseTweet(text).weightedLength, ...found]));
}
"""
PIECES = """
http:// https:// HTTP:// www. example . . .. com COM co.uk - _ / // ? # @ $ & = : :80 ( ) [ ] , ! … “ ” ‘ ’ « »
、 。 ． é ß ñ ı İ ſ ι я Ж 日本 語 한국 中国 รักไทย سلام नेट क् рф РФ გე ᲒᲔ xn-- xn--p1ai t.co/ http://t.co/abc
😀 👨‍👩‍👧‍👦 👩🏽‍🌾 🇫🇷 🇦🇦 🇬 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ #️⃣ © ® ©️ ™️ ☝ ☝️🏽 ☝︎ ⛹️‍♀️ 🕵️‍♂️ 🧑‍🚀 🫠 ❤️ 👩‍❤️‍💋‍👨 🧟‍♀️
@user @user/list #tag ＃タグ ＠user $AAPL $a foo@bar.com foo.py node.js U.S. 3.5bn a.b.c.d a_b.com -a.com a-.com
/path_(x)/y ?q=1&r=2 /a/b.html /a) /(a(b)c) ~ | %20 a b Z 0 9 vermögensberatung.com ü.com
""".split()  # noqa: SIM905 - a list of 120 strings is no easier to read
SPACES = (" ", " ", " ", "\n", "\t", "\u00a0", "\u3000", "\u200b", "\u200d", "\u200e", "\u202a")
MARKS = ("\u0301", "\ufe0f", "\ufe0e", "\u20e3", "\ufeff", "a" * 64, "b" * 41, "\x00", "\x1f")
RANGES = ((1, 0x250), (0x250, 0x3000), (0x3000, 0xD7FF), (0xE000, 0xFFFF), (0x1F000, 0x1FAFF))


def awkward(dice: random.Random) -> str:
    """A text of pieces that touch each other in all ways."""
    tlds = (*sorted(ASCII_TLDS), *OTHER_TLDS)
    makers = (
        lambda: dice.choice(PIECES),
        lambda: dice.choice(PIECES),
        lambda: dice.choice(PIECES),
        lambda: dice.choice(SPACES),
        lambda: dice.choice(MARKS),
        lambda: "." + dice.choice(tlds),
        lambda: chr(dice.randrange(*dice.choice(RANGES))),
    )
    length = dice.choice((1, 2, 3, 5, 8, 13, 30))
    return unicodedata.normalize("NFC", "".join(dice.choice(makers)() for _ in range(length)))


def ask(texts: list[str]) -> list[list[Any]]:
    done = subprocess.run(
        ["node", "-e", ASK],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        cwd=PREFIX,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_lengths() -> None:
    dice = random.Random(280)
    texts = [awkward(dice) for _ in range(TEXTS)]
    answers = ask(texts)
    differing = [t for t, a in zip(texts, answers, strict=True) if weighted_length(t) != a[0]]
    assert differing == []


def test_links() -> None:
    """Not where npm leaves a part of a mixed domain out, so that its link is not in the text at all."""
    dice = random.Random(281)
    texts = [awkward(dice) for _ in range(TEXTS)]
    links = [answer[1] for answer in ask(texts)]
    literal = [(t, urls) for t, urls in zip(texts, links, strict=True) if all(u in t for u in urls)]
    assert len(literal) > 0.95 * TEXTS
    differing = [t for t, urls in literal if [t[u.start : u.end] for u in find_urls(t)] != urls]
    assert differing == []


def test_nothing_defused_is_linked_or_mentioned() -> None:
    dice = random.Random(23)
    texts = [defuse(one_line(awkward(dice))) for _ in range(TEXTS)]
    answers = ask(texts)
    assert [t for t, answer in zip(texts, answers, strict=True) if any(answer[1:])] == []
