"""A channel's own layout: a Jinja2 template, filled in a sandbox. docs/templates.md says what it may use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from bot.compose.fit import Candidate
from bot.compose.wording import comparable
from bot.model.article import Article

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

NAMES = frozenset(
    {"title", "groups", "hashtags", "link", "link_label", "site_name", "byline", "language"}
)
"""What a template may use."""
FILTERS = frozenset({"first", "join", "last", "length"})
_TOO_MANY_BREAKS = re.compile(r"\n{3,}")


class TemplateFault(ValueError):
    """A template that cannot be read or filled; the message says where and why."""


def fill(source: str, model: Mapping[str, object]) -> str:
    """The text that the template makes of ``model``. Raises TemplateFault."""
    from jinja2 import TemplateError

    try:
        text = _template(source).render(model)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise TemplateFault(_told(error)) from None
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return _TOO_MANY_BREAKS.sub("\n\n", lines).strip()


def model_of(
    article: Article,
    title: str,
    points: Sequence[Candidate],
    hashtags: Sequence[str],
    link: str,
    link_label: str,
) -> dict[str, object]:
    """The names that a template may use, with their values for one post."""
    groups = groupby(points, key=lambda point: point.attribution)
    return {
        "title": title,
        "groups": [
            {"attribution": line or "", "points": [point.text for point in group]}
            for line, group in groups
        ],
        "hashtags": list(hashtags),
        "link": link,
        "link_label": link_label,
        "site_name": article.site_name or "",
        "byline": article.byline or "",
        "language": article.language or "",
    }


@lru_cache(maxsize=16)
def fixed_texts(source: str) -> tuple[str, ...]:
    """The template's own words, line by line, the longest first; none of one that cannot be read."""
    from jinja2 import TemplateSyntaxError, nodes

    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError:
        return ()
    lines = [
        comparable(line)
        for node in tree.find_all(nodes.TemplateData)
        for line in node.data.splitlines()
    ]
    return tuple(sorted({line for line in lines if line}, key=lambda line: (-len(line), line)))


def without_fixed(line: str, fixed: Sequence[str]) -> str:
    """``line`` without the template's own words at its ends."""
    for text in fixed:
        line = line.strip()
        if line == text:
            return ""
        if _ends_apart(text[-1:], line[len(text) : len(text) + 1]):
            line = line.removeprefix(text)
        if _ends_apart(line[-len(text) - 1 : -len(text)], text[:1]):
            line = line.removesuffix(text)
    return line.strip()


def _ends_apart(one: str, two: str) -> bool:
    """Whether two neighbours are not letters of one word."""
    return not (one.isalnum() and two.isalnum())


def unknown_names(source: str) -> frozenset[str]:
    """The names that the template uses and nobody gives. Raises TemplateFault where it cannot be read."""
    from jinja2 import TemplateError, meta

    try:
        return frozenset(meta.find_undeclared_variables(_environment().parse(source))) - NAMES
    except TemplateError as error:
        raise TemplateFault(_told(error)) from None


def _told(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    words = getattr(error, "message", None) or str(error) or type(error).__name__
    return (f"line {line}: " if line else "") + words


@lru_cache(maxsize=16)
def _template(source: str) -> Template:
    return _environment().from_string(source)


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # autoescape stays off: the result is plain text, not HTML
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.filters = {
        name: call for name, call in environment.filters.items() if name in FILTERS
    }
    environment.globals.clear()
    return environment
