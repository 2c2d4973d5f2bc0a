"""The quick reader of usual feeds: what it reads, feedparser reads alike; anything else is left to feedparser."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sources import xmlfast, xmlparse
from bot.sources.answer import Response
from bot.sources.feed import read_feed

URL = "https://news.example/feed/"
LONG = "<p>The quay opens again in May &#8220;at last&#8221;, after the long winter.</p>" * 6
RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>The News</title><atom:link href="{URL}" rel="self"/><link>https://news.example</link><description>d</description>
<language>en-GB</language><image><url>https://news.example/i.png</url><title>t</title></image>
<item><title>Ferry &amp; quay &#8216;late&#8217;</title><link>https://news.example/ferry/</link><comments>https://news.example/ferry/#c</comments>
<dc:creator><![CDATA[A. Reporter]]></dc:creator><pubDate>Mon, 23 Nov 2026 09:00:05 +0100</pubDate><category><![CDATA[Harbour]]></category>
<category>News</category><guid isPermaLink="false">https://news.example/?p=7</guid><description><![CDATA[Short [&#8230;]]]></description>
<content:encoded><![CDATA[{LONG}]]></content:encoded><wfw:commentRss>https://news.example/x</wfw:commentRss><slash:comments>0</slash:comments>
<media:thumbnail url="https://news.example/t.jpg"/><media:content url="https://news.example/a.jpg" medium="image"><media:title>x</media:title></media:content></item>
<item><guid>https://news.example/only-guid/</guid><title>B</title><pubDate>Sun, 22 Nov 2026 23:59:59 GMT</pubDate>
<enclosure url="https://news.example/b.mp3" type="audio/mpeg" length="1"/></item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://news.example/">
<title type="text">The News</title><id>x</id><updated>2026-11-23T09:00:00Z</updated><link rel="self" href="{URL}"/>
<entry><author><name>B. Reporter</name><uri>https://news.example/b</uri></author><title type="html">Ferry &amp;#8220;late&amp;#8221;</title>
<link rel="alternate" type="text/html" href="https://news.example/ferry/"/><id>urn:1</id><updated>2026-11-23T09:00:05+01:00</updated>
<published>2026-11-22T09:00:05.123Z</published><category scheme="s" term="Harbour"/><summary type="html">S</summary>
<content type="html"><![CDATA[{LONG}]]></content></entry></feed>"""


def by_both(text: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    quick = xmlfast.parse(text.encode(), "utf-8")
    assert quick is not None
    slow = xmlparse._parse(text.encode(), URL, "utf-8")
    assert quick.version == slow.version
    return [dict(item or {}) for item in quick.items], [dict(item or {}) for item in slow.items]


@pytest.mark.parametrize("text", [RSS, ATOM], ids=["rss", "atom"])
def test_both_find_the_same(text: str) -> None:
    quick, slow = by_both(text)
    assert len(quick) == len(slow)
    for ours, theirs in zip(quick, slow, strict=True):
        for key in ("title", "link", "id", "published_parsed", "updated_parsed"):
            assert ours.get(key) == theirs.get(key), key
        assert [tag["term"] for tag in ours.get("tags", ())] == [
            tag["term"] for tag in theirs.get("tags", ())
        ]


@pytest.mark.parametrize("text", [RSS, ATOM], ids=["rss", "atom"])
def test_the_entries_are_the_same_by_either(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    response = Response(URL, 200, {"content-type": "text/xml; charset=utf-8"}, text.encode())
    quick = read_feed("front", response)
    monkeypatch.setattr(xmlfast, "parse", lambda *_: None)
    assert read_feed("front", response) == quick
    assert len(quick.entries) == text.count("</item>") + text.count("</entry>")


ITEM = "<item><title>A</title><link>https://news.example/a/</link><guid>1</guid></item>"


def rss(item: str, head: str = "") -> str:
    return (
        f'{head}<rss version="2.0" xmlns:x="urn:x"><channel><title>T</title>{item}</channel></rss>'
    )


@pytest.mark.parametrize(
    "text",
    [
        rss(ITEM.replace("<title>A", "<title>A<b>c</b>")),
        rss(ITEM.replace("</guid>", "</guid><title>B</title>")),
        rss(ITEM.replace("</guid>", "</guid><link>https://news.example/b/</link>")),
        rss(ITEM.replace("https://news.example/a/", "/a/")),
        rss(ITEM.replace("<title>A</title>", "<title></title>")),
        rss(ITEM.replace("</guid>", "</guid><pubDate>23 November 2026</pubDate>")),
        rss(ITEM.replace("</guid>", "</guid><pubDate>Mon, 31 Feb 2026 09:00:00 GMT</pubDate>")),
        rss(ITEM.replace("</guid>", "</guid><pubDate>Mon, 23 Foo 2026 09:00:00 GMT</pubDate>")),
        rss(ITEM.replace("</guid>", "</guid><x:unheard/>")),
        rss(ITEM.replace("<item>", '<item xml:base="https://other.example/">')),
        rss(ITEM, '<?xml version="1.0" encoding="iso-8859-1"?>'),
        rss(ITEM, "<!DOCTYPE rss>"),
        rss(ITEM).replace('"2.0"', '"0.91"'),
        rss(ITEM) + rss(ITEM),
        rss(ITEM)[:-5],
        rss(ITEM + "<x:item/>"),
        "",
        "<rdf/>",
    ],
)
def test_what_is_not_as_usual_is_left_to_feedparser(text: str) -> None:
    assert xmlfast.parse(text.encode(), "utf-8") is None


def test_a_charset_that_the_header_contradicts_is_left_to_feedparser() -> None:
    assert xmlfast.parse(rss(ITEM).encode(), None) is not None
    assert xmlfast.parse(rss(ITEM).encode(), "utf-8") is not None
    assert xmlfast.parse(rss(ITEM).encode(), "iso-8859-1") is None


def test_deep_and_long_documents_are_bounded() -> None:
    assert xmlfast.parse(rss("<x:a>" * 5_000).encode(), None) is None
    assert (
        xmlfast.parse(rss(f"<item><title>{'a' * 11_000_000}</title></item>").encode(), None) is None
    )
