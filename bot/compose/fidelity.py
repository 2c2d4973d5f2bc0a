"""Whether a post says only what the article says, and says whose words they are.

Independent of the composer: it knows the article and the finished text, however that came about, so that
it serves for what people write as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.compose.hashtags import fixed_hashtags, tag_hashtags
from bot.compose.layout import label
from bot.compose.links import is_web_link, plain_link
from bot.compose.quotes import balanced
from bot.compose.said import Line, Said, said_in, shown
from bot.compose.template import fixed_texts, without_fixed
from bot.compose.thread import unnumbered
from bot.compose.urls import find_urls
from bot.compose.wording import comparable
from bot.model.article import Article
from bot.model.card import Card
from bot.model.draft import LinkPlace, Rules, Style

_ADDRESS = re.compile(r"(https?://\S+)", re.IGNORECASE)
_CASHTAG = re.compile(r"\$(?=[A-Za-z])")
_NOTHING = Line("", has_bullet=False, sign=None)
MAX_CASHTAGS = 1
"""What X allows in a post."""


def check(text: str, article: Article, rules: Rules, style: Style) -> tuple[str, ...]:
    """What is wrong with ``text`` as a post about ``article``, in plain words; empty when it is faithful.

    Every line must be the title (or whole statements at its beginning), an attribution, or a key point or
    whole sentences of the article, word for word; or else the link, the fixed label or a hashtag of the
    channel. What was said under an attribution must stand under it, and nothing else may; a quotation
    stands with its speaker. An empty line ends a group.
    """
    fixed = _Fixed(article, rules, style)
    problems = [*_line_problems(text, said_in(article, style.keep_emoji), fixed)]
    problems += _link_problems(text, article, rules, style)
    if text.count("$") > MAX_CASHTAGS < len(_CASHTAG.findall(_ADDRESS.sub("", text))):
        problems.append(f"More than {MAX_CASHTAGS} cashtag.")
    return tuple(dict.fromkeys(problems))


def check_parts(
    parts: Sequence[str], article: Article, rules: Rules, style: Style
) -> tuple[str, ...]:
    """What is wrong with the parts of a draft: of one as it is, of several as a numbered thread."""
    if len(parts) == 1:
        return check(parts[0], article, rules, style)
    text = unnumbered(parts)
    if text is None:
        return ("The parts of the thread are not numbered from first to last.",)
    problems = check(text, article, rules, style)
    links = sum("://" in part for part in parts)
    if links > 1:
        return (*problems, "The link stands in more than one part.")
    return problems


def check_card(card: Card, article: Article) -> tuple[str, ...]:
    """What is wrong with a picture's words, which are its alternative text: they are held to the same rules.

    Its last line is the site's name; nothing in it can be followed, so there is no link to miss and no sign to defuse.
    """
    words = card.words.removesuffix(f"\n\n{card.site_name}") if card.site_name else card.words
    said = said_in(article, False)  # keep_emoji: a picture has none at its ends
    problems = _line_problems(words, said, None, signs_act=False)
    return tuple(dict.fromkeys(f"In the picture: {problem}" for problem in problems))


def _line_problems(
    text: str, said: Said, fixed: _Fixed | None, *, signs_act: bool = True
) -> Iterator[str]:
    """Group by group: nothing reaches over an empty line. ``fixed`` is what the channel itself puts there.

    What was found about a group is kept: the platforms' posts about an article have most of them in common.
    """
    for number, group in enumerate(text.split("\n\n")):
        is_first = number == 0
        if fixed and fixed.may_stand_in(group):
            yield from _group_problems(group, said, fixed, is_first, signs_act)
            continue
        found = said.checked.get((group, is_first, signs_act))
        if found is None:
            found = tuple(_group_problems(group, said, None, is_first, signs_act))
            said.checked[group, is_first, signs_act] = found
        yield from found


def _group_problems(
    text: str, said: Said, fixed: _Fixed | None, is_first: bool, signs_act: bool
) -> Iterator[str]:
    """Line by line. ``is_first``: it begins the post."""
    under: str | None = None
    is_empty = False
    for number, written in enumerate((*text.splitlines(), "")):
        is_gap = not written or written.isspace()
        line = fixed.taken_off(written) if fixed else written
        words, has_bullet, sign = said.read(line) if line else _NOTHING
        begins_group = words in said.attributions and not has_bullet
        if (begins_group or is_gap) and under and is_empty:
            yield f"Nothing stands under this line: {shown(under)}"
        if sign and signs_act:
            yield f"“{sign}” comes from the story and would be a mention, a hashtag or a cashtag: {shown(words)}"
        if is_gap:
            under = None
        elif begins_group and not (is_first and number == 0 and words == said.title):
            under, is_empty = words, True
            if not balanced(words):
                yield f"The quotation marks are not balanced: {shown(words)}"
        elif words:
            is_empty = False
            yield from said.problems(words, under)


class _Fixed:
    """What the channel itself puts into a post: link, label, hashtags, its template's own words."""

    def __init__(self, article: Article, rules: Rules, style: Style) -> None:
        self._label = label(rules, article.language)
        self._hashtags = {*fixed_hashtags(style), *tag_hashtags(article.tags, style)}
        self._own = fixed_texts(style.template) if style.template else ()
        self._names = (article.byline, article.site_name) if self._own else ()

    def may_stand_in(self, text: str) -> bool:
        """Whether some of it may stand there; False is certain."""
        has_label = bool(self._label) and self._label in text
        return bool(self._own) or "://" in text or "#" in text or has_label

    def taken_off(self, line: str) -> str:
        """What is left of the line without it; empty where it has nothing else."""
        if self._own:
            line = without_fixed(line, self._own)
            if comparable(line) in {comparable(name) for name in self._names if name}:
                return ""
        if "://" not in line and "#" not in line:
            return "" if line.strip() == self._label else line
        words = [word for word in _ADDRESS.sub("", line).split() if word not in self._hashtags]
        return "" if " ".join(words) in ("", self._label) else line


def _link_problems(text: str, article: Article, rules: Rules, style: Style) -> Iterator[str]:
    canonical = plain_link(article.url)
    addresses, rest = _split_off(text)
    if "." in rest:  # as in every domain
        rest = unicodedata.normalize("NFC", rest)
        addresses += [rest[start:end] for start, end in find_urls(rest)]
    for address in addresses:
        if plain_link(address) != canonical:
            yield f"A link that is not the article's: {address}"
    in_text = rules.link_place is LinkPlace.TEXT or rules.link_label
    if style.link and in_text and is_web_link(article.url) and not addresses:
        yield "The link to the article is missing."


def _split_off(text: str) -> tuple[list[str], str]:
    """The addresses that the text spells out, and the text without them."""
    at = text.find("://")
    if at < 0:
        return [], text
    line = text.rfind("\n", 0, at) + 1  # mostly the last, and none before it has an address
    pieces = _ADDRESS.split(text[line:])
    return pieces[1::2], text[:line] + "".join(pieces[::2])
