"""The links that X finds in a text, to the character, as npm's twitter-text 3.1.0 does.

X makes a link of anything that looks like a domain, with or without a scheme, counts it as 23 and bills
it. The grammar is twitter-text's; the search is not: it goes from dot to dot and looks each domain up, so
that a long hostile text costs no more than its length. Like twitter-text it works on UTF-16 units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.compose.tlds import ASCII_TLDS, OTHER_TLDS

MAX_URL = 4096
"""UTF-16 units, the scheme counted twice. A longer link is none."""
MAX_LABEL = 63
MAX_TCO_SLUG = 40


class Url(NamedTuple):
    """A link in a text: ``text[start:end]``."""

    start: int
    end: int


# Character classes are written out, since JavaScript's /i folds other letters than Python's.
_SPACES = "\\t-\\r \u0085\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_MARKS = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_INVALID = "\ufffe\ufeff\uffff"
_ACCENTED = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272"
    "\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
    "\u0260\u0269\u0275\u0280\u0283\u0288\u028a\u028c\u0292"  # these fold to one of the above
    "\u0399\u03b9\u1fbe\u2c65\u2c66\u2c7e\u2c7f\ua7dc"  # and these
)
_CYRILLIC = "\u0400-\u04ff\u1c80-\u1c87"
_PATH = rf"[A-Za-z0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_ACCENTED}{_CYRILLIC}]"
_PARENS = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_PATH_END = rf"(?:[+\-A-Za-z0-9=_#/{_ACCENTED}{_CYRILLIC}]|{_PARENS})"
_QUERY = r"\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[A-Za-z0-9\-_&=#/]"
_BEFORE = rf"[^A-Za-z0-9@＠$#＃{_INVALID}]"

_HOST = re.compile(rf"[^!'#%&()*+,\\/:;<=>?@\[\]^{{|}}~${_SPACES}{_INVALID}{_MARKS}]+")
"""A run of what may stand in a host name, with dots, hyphens and underscores."""
_SCHEME = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://\Z")
_START = re.compile(rf"(?<={_BEFORE})[^-_.]")
"""Where a domain may begin within a run."""
_MAY_PRECEDE = re.compile(_BEFORE)
_REST = re.compile(
    rf"(?::[0-9]+)?(?P<path>/(?:{_PATH}*(?:{_PARENS}{_PATH}*)*{_PATH_END}|@{_PATH}+/)*)?(?:{_QUERY})?"
)
"""Port, path and query."""
_ASCII_LABELS = re.compile(rf"(?:[-A-Za-z0-9{_ACCENTED}]+\.)+")
_TCO = re.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})?", re.IGNORECASE | re.ASCII)
_TLD = re.compile(r"([A-Za-z]+)(?![0-9A-Za-z@+-])|[Xx][Nn]--[-0-9A-Za-z]+")
_TLD_GOES_ON = re.compile(r"[0-9A-Za-z@+-]")
_OTHER_TLD_LENGTH = max(map(len, OTHER_TLDS))
_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")
_PAIR_TAIL = re.compile("(?<=[\ud800-\udbff])[\udc00-\udfff]")
_UNPRINTABLE = re.compile(r"[^ -~]")
_FULL_STOP = re.compile("[.。．｡]")

_DOT = re.compile(r"\.(?<=[^ .]\.)(?:([A-Za-z]+)(?![0-9A-Za-z@+-])|[^\x00-\x7f]|[Xx][Nn]--)")
"""A dot that a top-level domain may follow; the group is its name where that is ASCII. The search is for the dot,
then for what stands before it: three to five times as fast as the other way round."""
_KNOWN = ASCII_TLDS | {"", *(re.split(r"[^a-z]", name)[0] for name in OTHER_TLDS)}
"""What ``_DOT`` finds where a closer look is worth it."""


def find_urls(text: str) -> list[Url]:
    """The links in ``text``, which should be in NFC; in order, not overlapping."""
    if not _may_have_urls(text):
        return []
    units = _units(text)
    return list(_urls(units) if units is text else _in_points(units, _urls(units)))


def replace_urls(text: str, stand_in: str) -> str:
    """``text``, which should be in NFC, with ``stand_in`` for every link."""
    if not _may_have_urls(text):
        return text
    units, pieces, done = _units(text), [], 0
    for url in _urls(units):
        pieces.append(units[done : url.start])
        done = url.end
    return _points(stand_in.join([*pieces, units[done:]]))


def _may_have_urls(text: str) -> bool:
    return "." in text and any(name.lower() in _KNOWN for name in _DOT.findall(text))


def _units(text: str) -> str:
    """The text with every character beyond the first plane as a pair of surrogates."""
    return _ASTRAL.sub(lambda found: _surrogates(ord(found[0])), text)


def _surrogates(point: int) -> str:
    return chr(0xD7C0 + (point >> 10)) + chr(0xDC00 + (point & 0x3FF))


def _points(units: str) -> str:
    """The reverse of ``_units``."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _in_points(units: str, urls: Iterable[Url]) -> Iterator[Url]:
    """The same links, counted in code points."""
    done = tails = 0
    for url in urls:
        tails += len(_PAIR_TAIL.findall(units, done, url.start))
        start = url.start - tails
        tails += len(_PAIR_TAIL.findall(units, url.start, url.end))
        done = url.end
        yield Url(start, url.end - tails)


def _urls(units: str) -> Iterator[Url]:
    """The links in a string of UTF-16 units."""
    at = done = 0
    while host := _HOST.search(units, at):
        run = _Run(units, host.start(), host.end()) if "." in host[0] else None
        while run and (domain := run.next_domain(done)):
            rest = _REST.match(units, domain.end)
            assert rest is not None
            done = rest.end()
            yield from _accepted(units, domain, rest)
        at = max(done, host.end())


class _Domain(NamedTuple):
    """A domain, and where its link begins: before the scheme, where there is one."""

    link: int
    start: int
    end: int


class _Run:
    """One run of host characters, and the domains in it.

    ``own[i]`` is where the top-level domain right after dot ``i`` ends; ``far[i]`` is where the domain
    ends that goes on past label ``i + 1`` as long as labels are sound. 0 means that there is none.
    """

    def __init__(self, units: str, start: int, end: int) -> None:
        self._units = units
        self._start = start
        self._dots = [at for at in range(start, end) if units[at] == "."]
        self._own = [_tld_end(units, dot + 1) for dot in self._dots]
        self._far = [0] * len(self._dots)
        self._label = 0
        for i in range(len(self._dots) - 1, 0, -1):
            label = units[self._dots[i - 1] + 1 : self._dots[i]]
            if label and label[0] not in "-_" and label[-1] not in "-_":
                self._far[i - 1] = self._far[i] or (0 if "_" in label else self._own[i])

    def next_domain(self, done: int) -> _Domain | None:
        """The leftmost domain with its preceding character at ``done`` or later."""
        while self._label < len(self._dots):
            if end := self._far[self._label] or self._own[self._label]:
                link, start = self._begin(done)
                if start >= 0:
                    return _Domain(link, start, end)
            self._label += 1
        return None

    def _begin(self, done: int) -> tuple[int, int]:
        """Where link and domain begin in the current label; (-1, -1) where none can."""
        dot = self._dots[self._label]
        begin = self._dots[self._label - 1] + 1 if self._label else self._start
        if begin == dot or self._units[dot - 1] in "-_":
            return -1, -1
        if not self._far[
            self._label
        ]:  # the name right before the top-level domain has no underscore
            begin = max(begin, self._units.rfind("_", begin, dot) + 1)
        if begin == self._start and self._units[begin] not in "-_":
            scheme = _SCHEME.search(self._units, max(done, begin - 8), begin)
            if scheme and self._may_start(scheme.start(), done):
                return scheme.start(), begin
        inner = _START.search(self._units, max(begin, done + 1), dot)
        at = inner.start() if inner else -1
        if begin == done == 0 and at != 1 and self._units[0] not in "-_":
            at = 0  # at the very beginning nothing precedes; only then a later start may come first
        return at, at

    def _may_start(self, at: int, done: int) -> bool:
        return at == 0 or (at > done and _MAY_PRECEDE.match(self._units, at - 1) is not None)


def _tld_end(units: str, at: int) -> int:
    """Where the top-level domain at ``at`` ends, or 0."""
    found = _TLD.match(units, at)
    if found and (found[1] is None or found[1].lower() in ASCII_TLDS):
        return found.end()
    if units[at : at + _OTHER_TLD_LENGTH].isascii():
        return 0
    folded = _fold(units[at : at + _OTHER_TLD_LENGTH])
    for name in _FOLDED_TLDS:
        if folded.startswith(name) and not _TLD_GOES_ON.match(units, at + len(name)):
            return at + len(name)
    return 0


def _fold(text: str) -> str:
    """The text without case, as JavaScript has it: letter by letter, and none becomes ASCII."""
    return "".join(
        upper
        if len(upper := letter.upper()) == 1 and upper.isascii() == letter.isascii()
        else letter
        for letter in text
    )


_FOLDED_TLDS = tuple(map(_fold, OTHER_TLDS))


def _accepted(units: str, domain: _Domain, rest: re.Match[str]) -> list[Url]:
    """The links that come of a match of the grammar: none where it breaks another rule."""
    link, start, _ = domain
    name, end = units[start : domain.end], rest.end()
    scheme_length = start - link
    if (scheme_length or 8) + end - link > MAX_URL or not _is_registrable(name):
        return []
    if scheme_length:
        return _without_tco_tail(units, link, end)
    if link and units[link - 1] in "-_./":
        return []
    urls = [Url(start + at, start + to) for at, to in _ascii_domains(name)]
    if urls and rest["path"]:
        urls[-1] = Url(urls[-1].start, urls[-1].end + end - domain.end)
    return urls


def _without_tco_tail(units: str, start: int, end: int) -> list[Url]:
    """A link to t.co has a slug and a query, and nothing more."""
    tco = _TCO.match(units, start, end)
    if tco and len(tco[1]) > MAX_TCO_SLUG:
        return []
    return [Url(start, tco.end() if tco else end)]


def _ascii_domains(name: str) -> Iterator[tuple[int, int]]:
    """Where in a domain without scheme the parts stand that X links: those in Latin letters."""
    at = 0
    while labels := _ASCII_LABELS.search(name, at):
        at = labels.end()
        for dot in range(labels.end() - 1, labels.start(), -1):
            if name[dot] == "." and (end := _tld_end(name, dot + 1)):
                yield labels.start(), end
                at = end
                break


def _is_registrable(name: str) -> bool:
    """Whether every label of the domain has a length that a name server could know."""
    if not all(0 < _encoded_length(label) <= MAX_LABEL for label in name.split(".")):
        return False
    return not name.startswith("xn--") or any(True for _ in _ascii_domains(name))


def _encoded_length(label: str) -> int:
    """The length of the label in punycode, or one too long where that is certain."""
    if not _UNPRINTABLE.search(label):
        return len(label)
    points = _points(label)
    if len(points) > MAX_LABEL:
        return MAX_LABEL + 1
    pieces = _FULL_STOP.split(points)
    lengths = (len(p.encode("punycode")) + 4 if _UNPRINTABLE.search(p) else len(p) for p in pieces)
    return sum(lengths) + len(pieces) - 1
