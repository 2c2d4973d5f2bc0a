import gzip
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FetchError, TooLarge
from bot.sources.decompress import body_of


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def raw_deflate(data: bytes) -> bytes:
    maker = zlib.compressobj(wbits=-15)
    return maker.compress(data) + maker.flush()


@given(st.binary(max_size=3000), st.integers(1, 700))
def test_each_encoding_gives_back_what_went_in(data: bytes, size: int) -> None:
    for encoding, packed in [
        ("", data),
        ("identity", data),
        ("gzip", gzip.compress(data)),
        (" X-GZIP ", gzip.compress(data[:10]) + gzip.compress(data[10:]) + b"\0" * 9),
        ("deflate", zlib.compress(data)),
        ("deflate", raw_deflate(data)),
    ]:
        assert body_of(pieces(packed, size), encoding, limit=3000) == data


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_the_cap_is_on_what_comes_out(encoding: str) -> None:
    pack = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[encoding]
    assert len(body_of([pack(bytes(1000))], encoding, limit=1000)) == 1000
    with pytest.raises(TooLarge, match="1,000 bytes"):
        body_of([pack(bytes(1001))], encoding, limit=1000)


def test_a_bomb_is_stopped_before_it_is_read() -> None:
    bomb = zlib.compress(bytes(50_000_000))
    read = []

    def counted() -> Iterator[bytes]:
        for piece in pieces(bomb, 20_000):
            read.append(piece)
            yield piece

    tracemalloc.start()
    with pytest.raises(TooLarge):
        body_of(counted(), "deflate", limit=1_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(read) == 1
    assert peak < 1_000_000


def test_many_members_count_together() -> None:
    with pytest.raises(TooLarge):
        body_of([gzip.compress(bytes(600)) * 2], "gzip", limit=1000)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_an_encoding_that_was_not_asked_for_is_an_error(encoding: str) -> None:
    with pytest.raises(FetchError, match="not asked for"):
        body_of([b"x"], encoding, limit=10)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_broken_or_short_data_is_an_error(encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    packed = pack(b"news " * 1000)
    with pytest.raises(FetchError, match="ends early"):
        body_of([packed[:-9]], encoding, limit=10_000)
    with pytest.raises(FetchError, match="broken"):
        body_of([packed[:-1] + bytes([packed[-1] ^ 1])], encoding, limit=10_000)
