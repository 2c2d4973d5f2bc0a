"""What the text of a feed's item is worth: the whole story, an excerpt, or a password form."""

from __future__ import annotations

import html
import re

SHORTEST_STORY = 200
"""Characters of text; less than this is taken for a teaser, and the page is read instead."""

_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|cite|em|i|mark|q|s|small|span|strong|sub|sup|u)\b[^<>]*>",
    re.IGNORECASE,
)
_HEAD = 50_000
_TAIL = 2_000
_LAST_WORDS = 300
_CUT = re.compile(r"(?:…|\.\.\.)\W*$")
_READ_ON = (
    "read more",
    "continue reading",
    "read the full",
    "read the rest",
    "weiterlesen",
    "lire la suite",
    "leer más",
    "lees verder",
    "leggi tutto",
    "leia mais",
)
_SENDS_ON = re.compile(rf"\b(?:{'|'.join(_READ_ON)})\b.{{0,200}}$")
# What feed plugins append to each item, as their translations have it.
_FOOTER = re.compile(
    r"(?:The post|Der Beitrag|L[’']article|La entrada|L[’']articolo|Het bericht|O post)\b.{1,300}?"
    r"\b(?:appeared first on|first appeared on|erschien zuerst auf|est apparu en premier sur"
    r"|se publicó primero en|proviene da|verscheen eerst op|apareceu primeiro em)\b.{1,200}$",
    re.IGNORECASE,
)
_PASSWORD_FORM = re.compile(r"<form\b[^<>]*(?:post-password-form|action=postpass)")
# How WordPress numbers its stories: in the class of the body, and in the field of the form.
_OWN_NUMBER = re.compile(r"<body\b[^<>]*\bclass=[\"'][^<>\"']*\b(?:postid|page-id)-(\d+)\b")
_ASKED_NUMBER = re.compile(r"<input\b[^<>]*\bid=[\"']?pwbox-(\d+)")


_UNSEEN = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style|template)\b[^<>]*>.*?(?:</\1\s*>|$)",
    re.IGNORECASE | re.DOTALL,
)
"""What no reader sees, with all that is in it."""


def plain(markup: str) -> str:
    """The text of a piece of HTML on one line, entities resolved once.

    Markup beyond the first 50,000 characters is left out: this is for titles and for judging.
    """
    text = markup[:_HEAD]
    if "<" in text:
        text = _UNSEEN.sub(" ", text)
        text = _TAG.sub(" ", _INLINE_TAG.sub("", text))
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Plain text as HTML: a paragraph for each block between blank lines."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{html.escape(block, quote=False)}</p>" for block in blocks if block)


def is_protected(markup: str) -> bool:
    """Whether this is WordPress' password form in place of the story."""
    return "<form" in markup and _PASSWORD_FORM.search(markup) is not None


def is_page_protected(page: str) -> bool:
    """Whether a page has that form in place of its own story, not for another one that it shows beside."""
    if not is_protected(page):
        return False
    own = _OWN_NUMBER.search(page)
    asked = set(_ASKED_NUMBER.findall(page))
    return own is None or not asked or own[1] in asked


def without_footer(markup: str) -> str:
    """``markup`` without the closing line "The post … appeared first on …"."""
    start = markup.rfind("<p", max(0, len(markup) - _TAIL))
    if start >= 0 and _FOOTER.fullmatch(plain(markup[start:])):
        return markup[:start].rstrip()
    return markup


def whole_story(content: str | None, summary: str | None) -> str | None:
    """``content`` without its footer where it is the whole story, None where it is an excerpt.

    In doubt it is an excerpt: then the page is read, which costs a request and loses nothing.
    """
    if not content or not content.strip():
        return None
    story = without_footer(content)
    if _is_short(story) or _is_cut(_last_words(story)):
        return None
    told = plain(without_footer(summary or ""))
    return None if len(told) >= SHORTEST_STORY and told == plain(story) else story


def _is_short(story: str) -> bool:
    head = story[: SHORTEST_STORY * 3]  # mostly enough to tell, and soon done
    if head.rfind("<") > head.rfind(">"):  # half a tag is no text
        head = head[: head.rfind("<")]
    return len(plain(head)) < SHORTEST_STORY and len(plain(story)) < SHORTEST_STORY


def _last_words(story: str) -> str:
    start = story.rfind("<", 0, -_LAST_WORDS * 2)  # the last tags mostly hold as many words
    end = plain(story[start:]) if start > len(story) - _TAIL else ""
    return (end if len(end) >= _LAST_WORDS else plain(story[-_TAIL:]))[-_LAST_WORDS:]


def _is_cut(end: str) -> bool:
    if _CUT.search(end):
        return True
    end = end.lower()
    return any(words in end for words in _READ_ON) and _SENDS_ON.search(end) is not None
