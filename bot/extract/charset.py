"""Bytes of a web page to text, whatever they are."""

from __future__ import annotations

import codecs
import re

MAX_CHARS = 4_000_000
"""A longer page is cut here: no article is that long, and time and memory stay bounded."""

_MAX_BYTES = 4 * MAX_CHARS
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE
)
_META_REACH = 4096
"""How far into the page its own declaration is looked for; browsers read 1,024 bytes."""

# The names that browsers read as a superset (WHATWG Encoding): the page means the superset.
_SUPERSETS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "tis-620": "cp874",
}
# A page that declares these in its own ASCII-readable head cannot be written in them.
_IMPOSSIBLE_IN_META = ("utf-16", "utf-32", "utf16", "utf32")


def decode(html: bytes | str, charset: str | None = None) -> str:
    """The page's text, at most ``MAX_CHARS`` long, without null bytes.

    The order is: byte order mark, ``charset`` of the HTTP header, the page's own declaration, UTF-8,
    Windows-1252. A name that does not fit the bytes is passed over; the last step cannot fail.
    """
    text = html if isinstance(html, str) else _decode_bytes(html[:_MAX_BYTES], charset)
    return text[:MAX_CHARS].replace("\x00", "").removeprefix("\ufeff")


def to_utf8(html: bytes | str, charset: str | None = None) -> bytes:
    """What ``decode`` makes of the page, in UTF-8 for a parser; nearly always those are its own bytes."""
    if isinstance(html, bytes) and _is_plain_utf8(html, charset):
        return html
    return decode(html, charset).encode("utf-8", "replace")


def _is_plain_utf8(raw: bytes, charset: str | None) -> bool:
    named = charset or _declared(raw) or "utf-8"
    if named.strip().lower() not in ("utf-8", "utf8") or len(raw) > MAX_CHARS or b"\x00" in raw:
        return False
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return not raw.startswith(tuple(mark for mark, _ in _BOMS))


def _decode_bytes(raw: bytes, charset: str | None) -> str:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    for name in (charset, _declared(raw)):
        text = _try(raw, name)
        if text is not None:
            return text
    text = _try(raw, "utf-8")
    return text if text is not None else raw.decode("cp1252", "replace")


def _declared(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:_META_REACH])
    if found is None:
        return None
    name = found.group(1).decode("ascii").lower()
    return "utf-8" if name.startswith(_IMPOSSIBLE_IN_META) else name


def _try(raw: bytes, name: str | None) -> str | None:
    """``raw`` decoded as ``name`` where that exists and fits but for a stray byte here and there."""
    if not name:
        return None
    try:
        # bytes.decode refuses the codecs that are no charsets, such as "hex" and "rot13".
        text = raw.decode(_SUPERSETS.get(name.strip().lower(), name.strip()), "replace")
    except (LookupError, ValueError, TypeError, AssertionError):
        return None
    return text if text.count("\ufffd") * 1000 <= len(text) else None
