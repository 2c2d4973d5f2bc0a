"""From an article to the text for one channel."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.compose.clause import longest_clause
from bot.compose.defuse import defuse, has_address
from bot.compose.fidelity import check
from bot.compose.fit import Candidate, choose
from bot.compose.hashtags import fixed_hashtags, tag_hashtags
from bot.compose.layout import addition, lay_out, link_line
from bot.compose.length import measure
from bot.compose.links import is_web_link, post_link
from bot.compose.quotes import balanced
from bot.compose.urls import find_urls
from bot.compose.wording import comparable, one_line
from bot.model.article import Article
from bot.model.draft import Draft, Measure, Media, Part, Rules, Style
from bot.model.keypoint import KeyPoint


def compose(article: Article, rules: Rules, style: Style, *, channel: str) -> Draft:
    """The draft that says most of ``article`` on ``channel`` within the platform's rules.

    Title, key points whole and each under its attribution, hashtags, link. It never raises for an odd
    article: what a person should look at is in ``Draft.warnings``.
    """
    link = _link(article, rules, style)
    limit = _Limit(rules, style)
    usable = _usable(article)
    frame = _frame(
        article.title, fixed_hashtags(style), link_line(link, rules, article.language), limit
    )
    points = choose(usable, frame.room, lambda point, leads: limit.measure(addition(point, leads)))
    text = _with_tag_hashtags(frame, points, tag_hashtags(article.tags, style), limit)
    length = limit.measure(text)
    warnings = [*_article_warnings(article, style, usable), *frame.warnings]
    if length > limit.limit:
        warnings.append(f"The post is too long: {length} of {limit.limit}.")
    warnings += check(text, article, rules, style)
    return Draft(
        channel=channel,
        platform=rules.platform,
        parts=(Part(text, length, limit.limit),),
        link=link,
        media=_media(article, rules),
        key_points=tuple(point.index for point in points),
        cost_usd=_cost(text, link, rules),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _link(article: Article, rules: Rules, style: Style) -> str | None:
    """The link as posted. Campaign parameters never take room from the story.

    A platform that counts every link alike gives them for nothing; X does not do so for a host without a
    known top-level domain, such as one of an intranet.
    """
    if not style.link or not is_web_link(article.url):
        return None
    bare = post_link(article.url, utm=False, platform=rules.platform)
    tagged = post_link(article.url, utm=style.utm, platform=rules.platform)
    is_costly = rules.measure is Measure.WEIGHTED and measure(tagged, rules.measure) > measure(
        bare, rules.measure
    )
    return bare if is_costly else tagged


class _Limit:
    """How a post is measured and how long it may be."""

    def __init__(self, rules: Rules, style: Style) -> None:
        self.limit = rules.long_limit if style.long else rules.limit
        self._measure = rules.measure

    def measure(self, text: str) -> int:
        return measure(text, self._measure)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a post has around its key points. ``room`` is what they may take, in the platform's measure."""

    title: str
    hashtags: tuple[str, ...]
    link_line: str
    room: int
    warnings: tuple[str, ...] = ()

    def lay_out(self, points: Sequence[Candidate], more_hashtags: Sequence[str] = ()) -> str:
        return lay_out(self.title, points, (*self.hashtags, *more_hashtags), self.link_line)


def _frame(title: str, hashtags: tuple[str, ...], tail: str, limit: _Limit) -> _Frame:
    """The frame with as much of the title as there is room for; hashtags give way to it."""
    title = one_line(title)

    def room(title: str, hashtags: tuple[str, ...] = ()) -> int:
        return limit.limit - limit.measure(lay_out(defuse(title), (), hashtags, tail))

    for kept in dict.fromkeys((hashtags, ())):
        if (left := room(title, kept)) >= 0:
            return _Frame(defuse(title), kept, tail, left)
    clause = longest_clause(title, lambda text: room(text) >= 0)
    if clause is None:
        warning = "The title does not fit, nor does a whole clause of it; the post goes without."
        return _Frame("", (), tail, room(""), (warning,))
    return _Frame(defuse(clause.text), (), tail, room(clause.text))


@lru_cache(maxsize=16)  # an article goes to several channels
def _usable(article: Article) -> tuple[Candidate, ...]:
    """The key points that may be posted, in story order.

    Not those that repeat the title or each other, have a quotation that is not whole, or a web address.
    """
    order = sorted(enumerate(article.key_points), key=lambda item: (item[1].span.start, item[0]))
    seen: set[tuple[str, str | None]] = {(comparable(article.title), None)}
    usable = []
    for index, point in order:
        words = comparable(point.text)
        mark = (words, None if words == comparable(article.title) else point.attribution)
        if mark not in seen and _is_sound(point):
            seen.add(mark)
            usable.append(_candidate(index, point))
    return tuple(usable)


def _is_sound(point: KeyPoint) -> bool:
    texts = (point.text, point.attribution or "")
    return bool(comparable(point.text)) and not any(
        has_address(text) or not balanced(text) for text in texts
    )


def _candidate(index: int, point: KeyPoint) -> Candidate:
    line = defuse(one_line(point.attribution)) if point.attribution else None
    return Candidate(index, defuse(one_line(point.text)), line or None, point.score)


def _with_tag_hashtags(
    frame: _Frame, points: Sequence[Candidate], hashtags: Sequence[str], limit: _Limit
) -> str:
    """The text with as many of the hashtags as there is room left for, from the first on."""
    for count in range(len(hashtags), 0, -1):
        text = frame.lay_out(points, hashtags[:count])
        if limit.measure(text) <= limit.limit:
            return text
    return frame.lay_out(points)


def _article_warnings(article: Article, style: Style, usable: Sequence[Candidate]) -> list[str]:
    """What is wrong with the article for posting it anywhere."""
    facts = (
        (not comparable(article.title), "The article has no title."),
        (has_address(article.title), "The title spells out a web address."),
        (style.link and not is_web_link(article.url), "The article has no web address to link to."),
        (not article.key_points, "The article has no key points."),
        (article.key_points and not usable, "None of the article's key points can be posted."),
    )
    return [warning for is_so, warning in facts if is_so]


def _media(article: Article, rules: Rules) -> tuple[Media, ...]:
    if article.image is None or not rules.picture:
        return ()
    return (Media("image", article.image.url, article.image.alt),)


def _cost(text: str, link: str | None, rules: Rules) -> Decimal:
    """What the platform takes for the post, in US dollars: more where it has a link."""
    has_link = link is not None
    if rules.measure is Measure.WEIGHTED:
        has_link = (link is not None and link in text) or bool(
            find_urls(unicodedata.normalize("NFC", text))
        )
    return rules.price_with_link_usd if has_link else rules.price_usd
