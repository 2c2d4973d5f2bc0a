"""From an article to the text for one channel."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bot.compose.card import picture_for
from bot.compose.clause import longest_clause
from bot.compose.defuse import defuse
from bot.compose.fidelity import check_parts
from bot.compose.fit import MAX_POINTS, Candidate, choose, leads
from bot.compose.hashtags import fixed_hashtags, tag_hashtags
from bot.compose.layout import GAP_LENGTH, label, lay_out, link_line, tail_of
from bot.compose.length import URL_WEIGHT, counter, weight
from bot.compose.links import is_web_link, post_link
from bot.compose.material import LeftOut, Material, material_of
from bot.compose.template import TemplateFault, fill, model_of
from bot.compose.thread import thread_of
from bot.compose.urls import find_urls
from bot.compose.wording import DEFUSER, words_in
from bot.model.article import Article
from bot.model.draft import Draft, Measure, Media, Part, Rules, Style

_NOTHING_USD = Decimal(0)
_NO_TITLE = "The title does not fit, nor does a whole clause of it; the post goes without."


def compose(article: Article, rules: Rules, style: Style, *, channel: str) -> Draft:
    """The draft that says most of ``article`` on ``channel`` within the platform's rules.

    Title, key points whole and each under its attribution, hashtags, link. It never raises for an odd
    article: what a person should look at is in ``Draft.warnings``.
    """
    draft = _compose(article, rules, style, channel)
    if not style.link_optional or draft.cost_usd <= rules.price_usd:
        return draft
    linkless = _compose(article, rules, replace(style, link=False), channel)
    warnings = dict.fromkeys((*draft.warnings, *linkless.warnings))
    return replace(draft, linkless=linkless, warnings=tuple(warnings))


def _compose(article: Article, rules: Rules, style: Style, channel: str) -> Draft:
    link = _link(article.url, rules, style)
    material = material_of(article, rules.measure, style.keep_emoji)
    parts, post, faults = _Writer(article, material, link, rules, style).write()
    warnings = [*material.warnings, *faults, *post.frame.warnings]
    if style.link and not is_web_link(article.url):
        warnings.append("The article has no web address to link to.")
    warnings += [too_long(part) for part in parts if part.length > part.limit]
    warnings += check_parts([part.text for part in parts], article, rules, style)
    chosen = tuple([point.index for point in post.points])
    picture = picture_for(article, material, chosen, rules, style)
    warnings += picture.warnings
    if picture.price_usd:
        parts = (replace(parts[0], cost_usd=parts[0].cost_usd + picture.price_usd), *parts[1:])
    return Draft(
        channel=channel,
        platform=rules.platform,
        parts=parts,
        link=link,
        media=picture.media or _media(article, rules),
        key_points=chosen,
        cost_usd=sum([part.cost_usd for part in parts], _NOTHING_USD),
        warnings=tuple(dict.fromkeys(warnings)),
        left_out=_left_out(material, post),
        notes=picture.notes,
    )


def too_long(part: Part) -> str:
    """What a person reads of a part that is over its limit."""
    return f"The post is too long: {part.length} of {part.limit}."


def _link(url: str, rules: Rules, style: Style) -> str | None:
    """The link as posted. Campaign parameters never take room from the story."""
    if not style.link or not is_web_link(url):
        return None
    if rules.measure is Measure.WEIGHTED and style.utm and not _tags_are_free(url, rules.platform):
        return post_link(url, utm=False, platform=rules.platform)
    return post_link(url, utm=style.utm, platform=rules.platform)


@lru_cache(maxsize=256)
def _tags_are_free(url: str, platform: str) -> bool:
    """Whether campaign parameters make the link no longer for X.

    It counts every link alike, but sees none on a host without a known top-level domain, such as an intranet's.
    """
    tagged = weight(post_link(url, utm=True, platform=platform))
    return tagged <= URL_WEIGHT or tagged <= weight(post_link(url, utm=False, platform=platform))


class _Frame(NamedTuple):
    """What a post has around its key points; ``room`` is what these may take."""

    title: str
    hashtags: tuple[str, ...]
    room: int
    warnings: tuple[str, ...] = ()


class _Post(NamedTuple):
    """What a text is made of, and its length."""

    frame: _Frame
    points: tuple[Candidate, ...]
    hashtags: tuple[str, ...]
    length: int


class _Writer:
    """Writes one post: the frame, the points that say most within it, then what else there is room for."""

    def __init__(
        self, article: Article, material: Material, link: str | None, rules: Rules, style: Style
    ) -> None:
        self._article, self._material, self._rules, self._style = article, material, rules, style
        is_weighted = rules.measure is Measure.WEIGHTED
        self._measure = weight if is_weighted else counter(rules.measure)
        self._limit = rules.long_limit if style.long else rules.limit
        self._link = link
        has_picture = style.card is not None and rules.card is not None
        self._tail = link_line(link, rules, article.language, is_alone=has_picture)
        self._template = style.template

    def write(self) -> tuple[tuple[Part, ...], _Post, tuple[str, ...]]:
        """The parts, what they are made of, and what is wrong with the template where it cannot be filled."""
        try:
            return *self._write(), ()
        except TemplateFault as fault:
            self._template = ""
            warning = f"The template cannot be filled ({fault}); this is the usual layout."
            return *self._write(), (warning,)

    def _write(self) -> tuple[tuple[Part, ...], _Post]:
        frame = self._frame(fixed_hashtags(self._style))
        post = self._fill(frame)
        is_short = len(post.points) < len(self._material.points)
        if is_short and self._style.thread and self._rules.threads and (more := self._thread(post)):
            return more
        if is_short and len(post.points) < MAX_POINTS:
            post = self._without_title(frame, post) or post
        post = self._with_tag_hashtags(post)
        text = self._text(post.frame.title, post.points, post.hashtags)
        return (self._part(text, post.length),), post

    def _thread(self, post: _Post) -> tuple[tuple[Part, ...], _Post] | None:
        """More of the points in several parts, each laid out as usual; None where that tells no more."""
        tail = tail_of(post.hashtags, self._tail)
        points = self._material.points
        texts, told = thread_of(post.frame.title, points, tail, self._limit, self._measure)
        if len(told) <= len(post.points):
            return None
        parts = tuple(self._part(text, self._measure(text)) for text in texts)
        return parts, post._replace(points=told)

    def _part(self, text: str, length: int) -> Part:
        return Part(text, length, self._limit, cost_of(text, self._link, self._rules))

    def _frame(self, hashtags: tuple[str, ...]) -> _Frame:
        """The frame with as much of the title as there is room for; hashtags give way to it."""
        title = self._material.title

        def room(title: str, hashtags: tuple[str, ...] = ()) -> int:
            return self._limit - self._length(title, (), hashtags)

        for kept in dict.fromkeys((hashtags, ())):
            if (left := room(title, kept)) >= 0:
                return _Frame(title, kept, left)
        plain = title.replace(DEFUSER, "")
        clause = longest_clause(plain, lambda text: room(defuse(text)) >= 0)
        if clause is None:
            return _Frame("", (), room(""), (_NO_TITLE,))
        return _Frame(defuse(clause), (), room(defuse(clause)))

    def _fill(self, frame: _Frame) -> _Post:
        """The best points that fit. In a template they may take more than is foreseen: then fewer."""
        room = frame.room
        while True:
            points = choose(self._material.points, room, self._material.cost)
            length = self._length(frame.title, points, frame.hashtags)
            if length <= self._limit or not points:
                return _Post(frame, points, frame.hashtags, length)
            room = self._taken_by(points) - (length - self._limit)

    def _without_title(self, frame: _Frame, post: _Post) -> _Post | None:
        """A post that says more without its title, where its points have every word of the title."""
        is_whole = frame.title == self._material.title
        if not is_whole or not self._material.may_say(self._article.title):
            return None
        room = self._limit - self._length("", (), frame.hashtags)
        bare = self._fill(_Frame("", frame.hashtags, room))
        said = words_in(*(f"{p.attribution or ''} {p.text}" for p in bare.points))
        is_said = len(bare.points) > len(post.points) and words_in(frame.title) <= said
        return bare if is_said else None

    def _with_tag_hashtags(self, post: _Post) -> _Post:
        """The post with as many of the article's tags as there is room left for, from the first on."""
        hashtags = tag_hashtags(self._article.tags, self._style)
        for count in range(len(hashtags), 0, -1):
            more = (*post.frame.hashtags, *hashtags[:count])
            length = self._length(post.frame.title, post.points, more)
            if length <= self._limit:
                return _Post(post.frame, post.points, more, length)
        return post

    def _length(self, title: str, points: Sequence[Candidate], hashtags: Sequence[str]) -> int:
        """The length of the text. In the usual layout it is the sum of the parts: see docs/adr/0003."""
        if self._template:
            return self._measure(self._text(title, points, hashtags))
        blocks = [
            self._material.title_cost if title == self._material.title else self._measure(title),
            self._taken_by(points) - GAP_LENGTH if points else 0,
            self._measure(tail_of(hashtags, self._tail)),
        ]
        return sum(blocks) + GAP_LENGTH * max(0, 2 - blocks.count(0))

    def _taken_by(self, points: Sequence[Candidate]) -> int:
        return sum(map(self._material.cost, points, leads(points)))

    def _text(self, title: str, points: Sequence[Candidate], hashtags: Sequence[str]) -> str:
        """The whole text. Raises TemplateFault."""
        if not self._template:
            return lay_out(title, points, hashtags, self._tail)
        bare = self._tail.removeprefix(name := label(self._rules, self._article.language)).strip()
        model = model_of(self._article, title, points, hashtags, bare, name if bare else "")
        return fill(self._template, model)


def _left_out(material: Material, post: _Post) -> tuple[LeftOut, ...]:
    """Of each key point that is not in the post, why."""
    if len(post.points) == len(material.points):
        return material.left_out
    reasons = dict(material.left_out)
    chosen = {point.index for point in post.points}
    for point in material.points:
        if point.index in chosen:
            continue
        if material.cost(point, True) > post.frame.room:
            reasons[point.index] = "it is too long to fit"
        elif len(chosen) == MAX_POINTS:
            reasons[point.index] = f"a post has at most {MAX_POINTS} points"
        else:
            reasons[point.index] = "there is no room beside those that say more"
    return tuple(sorted(reasons.items()))


def _media(article: Article, rules: Rules) -> tuple[Media, ...]:
    if article.image is None or not rules.picture:
        return ()
    return (Media("image", article.image.url, article.image.alt),)


def cost_of(text: str, link: str | None, rules: Rules) -> Decimal:
    """What the platform takes for a post, in US dollars: more where it has a link."""
    has_link = link is not None
    if rules.measure is Measure.WEIGHTED:
        is_there = link is not None and link in text
        has_link = is_there or bool(find_urls(unicodedata.normalize("NFC", text)))
    return rules.price_with_link_usd if has_link else rules.price_usd
