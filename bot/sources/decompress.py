"""Compressed bodies, undone piece by piece and never beyond a cap.

A megabyte of gzip can hold a gigabyte of zeros, so the size is checked before each piece is made.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from bot.model.errors import FetchError, TooLarge

ENCODINGS = ("gzip", "deflate")
"""What ``body_of`` can undo: the Accept-Encoding header."""

_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_GZIP_START = b"\x1f"


def body_of(chunks: Iterable[bytes], encoding: str, *, limit: int) -> bytes:
    """The chunks put together with their Content-Encoding undone.

    ``limit`` is the largest size in bytes. Raises TooLarge beyond it, FetchError for an encoding
    that was not asked for and for data that is broken or ends early; both without the URL.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return _joined(chunks, limit)
        case "gzip" | "x-gzip":
            return _inflated(chunks, _GZIP, limit)
        case "deflate":
            return _inflated(chunks, _ZLIB, limit)
        case _:
            raise FetchError("it is compressed in a way that was not asked for")


def _joined(chunks: Iterable[bytes], limit: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        _check(body, limit)
    return bytes(body)


def _inflated(chunks: Iterable[bytes], wbits: int, limit: int) -> bytes:
    body, inflater, complete = bytearray(), None, False
    for chunk in chunks:
        left = chunk
        while left:
            if inflater is None:
                if complete and (wbits != _GZIP or not left.startswith(_GZIP_START)):
                    return bytes(body)  # what follows is padding
                inflater = zlib.decompressobj(_window(left, wbits))
            try:
                body += inflater.decompress(left, limit + 1 - len(body))
            except zlib.error:
                raise FetchError("its compression is broken") from None
            _check(body, limit)
            left = inflater.unconsumed_tail
            if inflater.eof:
                left, inflater, complete = inflater.unused_data, None, True
    if inflater is not None:
        raise FetchError("its compressed data ends early")
    return bytes(body)


def _window(start: bytes, wbits: int) -> int:
    """Some servers send "deflate" without the zlib header that the name promises."""
    return _RAW if wbits == _ZLIB and start[0] & 0x0F != 8 else wbits


def _check(body: bytearray, limit: int) -> None:
    if len(body) > limit:
        raise TooLarge(f"it is larger than {limit:,} bytes")
