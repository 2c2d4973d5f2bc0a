from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model.article import Entry, Image
from bot.model.errors import SourceError
from bot.sources.answer import Response
from bot.sources.feed import read_feed
from bot.sources.reading import Reading

URL = "https://n.example/feed/"
STORY = "<p>" + "The harbour board met on Tuesday and put off the vote. " * 6 + "</p>"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def read(document: str | bytes, **headers: str) -> Reading:
    body = document.encode() if isinstance(document, str) else document
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return read_feed("front", Response(URL, 200, given, body))


def rss(*items: str, channel: str = "<language>en-GB</language>") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {NAMESPACES}>'
        f"<channel><title>News</title>{channel}{inner}</channel></rss>"
    )


def only(document: str | bytes, **headers: str) -> Entry:
    reading = read(document, **headers)
    assert reading.malformed == ()
    (entry,) = reading.entries
    return entry


def item(
    body: str = "", title: str = "Ferry late", link: str = "https://n.example/ferry-late/"
) -> str:
    return f"<title>{title}</title><link>{link}</link>{body}"


def test_a_wordpress_item_is_read_whole() -> None:
    entry = only(
        rss(
            item(
                "<dc:creator><![CDATA[Ann Bell]]></dc:creator>"
                "<pubDate>Mon, 23 Nov 2026 12:30:00 +0200</pubDate>"
                "<category><![CDATA[Harbour &amp; sea]]></category><category>Harbour &amp; sea</category>"
                "<category>Votes</category>"
                '<guid isPermaLink="false">https://n.example/?p=7</guid>'
                "<description><![CDATA[The vote is off. [&#8230;]]]></description>"
                f"<content:encoded><![CDATA[{STORY}<p>The post <a href='x'>Ferry</a> appeared first"
                " on <a href='y'>News</a>.</p>]]></content:encoded>",
                title="Ferry &#038; harbour &#8220;late&#8221;",
            )
        )
    )
    assert entry == Entry(
        source="front",
        guid="https://n.example/?p=7",
        url="https://n.example/ferry-late/",
        title="Ferry & harbour “late”",
        content_html=STORY,
        summary="The vote is off. [&#8230;]",
        published_at=datetime(2026, 11, 23, 10, 30, tzinfo=UTC),
        authors=("Ann Bell",),
        categories=("Harbour & sea", "Votes"),
        language="en-GB",
    )


def test_content_is_handed_on_raw() -> None:
    raw = f'<script>x()</script><p onclick="y()"><img src="/a.png"> <a href="../b">b</a></p>{STORY}'
    entry = only(rss(item(f"<content:encoded><![CDATA[{raw}]]></content:encoded>")))
    assert entry.content_html == raw


def test_a_description_alone_is_a_summary() -> None:
    entry = only(rss(item(f"<description><![CDATA[{STORY}]]></description>")))
    assert (entry.content_html, entry.summary) == (None, STORY)


def test_content_without_a_description_has_no_summary() -> None:
    entry = only(rss(item(f"<content:encoded><![CDATA[{STORY}]]></content:encoded>")))
    assert (entry.content_html, entry.summary) == (STORY, None)


@pytest.mark.parametrize("texts", [("<p>Short</p>", STORY), (STORY, "<p>Short</p>")])
def test_of_several_contents_the_longest_is_the_story(texts: tuple[str, str]) -> None:
    body = "".join(f"<content:encoded><![CDATA[{text}]]></content:encoded>" for text in texts)
    assert only(rss(item(body))).content_html == STORY


def test_an_empty_author_hides_nothing() -> None:
    body = f"<author /><content:encoded><![CDATA[{STORY * 9}]]></content:encoded>"
    assert only(rss(item(body))).content_html == STORY * 9


def test_a_caption_is_no_story() -> None:
    caption = "Passengers wait at the quay on Tuesday morning. " * 8
    marks = (
        "<description>The vote is off.</description>"
        f'<media:content url="/a.jpg" medium="image"><media:description>{caption}'
        "</media:description></media:content>"
    )
    assert only(rss(item(marks))).content_html is None


def test_content_before_its_description_is_still_the_content() -> None:
    entry = only(
        rss(
            item(
                f"<content:encoded><![CDATA[{STORY}]]></content:encoded>"
                "<description>The vote is off.</description>"
            )
        )
    )
    assert (entry.content_html, entry.summary) == (STORY, "The vote is off.")


@pytest.mark.parametrize("end", ["[&#8230;]", "[…]", "[...]", '<a href="x">Read more</a>'])
def test_an_excerpt_is_no_content(end: str) -> None:
    body = f"<content:encoded><![CDATA[{STORY[:-4]}{end}</p>]]></content:encoded>"
    assert only(rss(item(body))).content_html is None


def test_the_link_behind_a_feed_proxy_is_preferred() -> None:
    proxy = item(
        "<feedburner:origLink>https://n.example/ferry-late/</feedburner:origLink>",
        link="https://feeds.example/~r/news/1",
    )
    assert only(rss(proxy)).url == "https://n.example/ferry-late/"


def test_relative_links_belong_to_the_feed() -> None:
    assert only(rss(item(link="/ferry-late/"))).url == "https://n.example/ferry-late/"


@pytest.mark.parametrize(
    ("marks", "url", "guid"),
    [
        ("<link>https://n.example/a</link>", "https://n.example/a", "https://n.example/a"),
        ("<guid>https://n.example/a</guid>", "https://n.example/a", "https://n.example/a"),
        (
            '<guid isPermaLink="false">https://n.example/a</guid>',
            "https://n.example/a",
            "https://n.example/a",
        ),
        (
            '<link>https://n.example/a</link><guid isPermaLink="false">7</guid>',
            "https://n.example/a",
            "7",
        ),
    ],
)
def test_link_and_guid_stand_in_for_each_other(marks: str, url: str, guid: str) -> None:
    entry = only(rss(f"<title>a</title>{marks}"))
    assert (entry.url, entry.guid) == (url, guid)


@pytest.mark.parametrize(
    ("marks", "url"),
    [
        ('<media:content url="/a.jpg" medium="image"/>', "https://n.example/a.jpg"),
        (
            '<media:thumbnail url="https://n.example/t.jpg"/><media:group>'
            '<media:content url="https://n.example/v.mp4" type="video/mp4"/>'
            '<media:content url="https://n.example/a.jpg" type="image/jpeg"/></media:group>',
            "https://n.example/a.jpg",
        ),
        ('<media:thumbnail url="https://n.example/t.jpg"/>', "https://n.example/t.jpg"),
        (
            '<enclosure url="https://n.example/e.png" type="image/png" length="1"/>',
            "https://n.example/e.png",
        ),
    ],
)
def test_the_picture(marks: str, url: str) -> None:
    assert only(rss(item(marks))).image == Image(url)


@pytest.mark.parametrize(
    "marks",
    [
        '<enclosure url="https://n.example/e.mp3" type="audio/mpeg" length="1"/>',
        '<media:content url="javascript:alert(1)" medium="image"/>',
        '<media:content url="https://n.example/v.mp4" medium="video"/>',
    ],
)
def test_what_is_no_picture(marks: str) -> None:
    assert only(rss(item(marks))).image is None


def test_a_password_protected_story_is_passed_over() -> None:
    form = '<form action="https://n.example/wp-login.php?action=postpass" method="post"></form>'
    reading = read(rss(item(f"<content:encoded><![CDATA[{form}]]></content:encoded>"), item()))
    assert [entry.title for entry in reading.entries] == ["Ferry late"]
    assert reading.malformed == ()


# --- the other kinds ------------------------------------------------------------------------------


def test_atom() -> None:
    entry = only(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>N</title>'
        "<author><name>The desk</name></author><entry><id>tag:n.example,2026:7</id>"
        '<title type="html">Ferry &amp;amp; &lt;i&gt;harbour&lt;/i&gt;</title>'
        '<link rel="self" href="https://n.example/api/7"/><link href="../ferry"/>'
        "<published>2026-11-23T10:00:00+02:00</published><updated>2026-11-23T11:00:00Z</updated>"
        "<author><name>Ann</name></author><author><name>Bob</name></author>"
        '<category term="c1" label="Harbour"/><summary>Short.</summary>'
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{STORY}</div></content>'
        "</entry></feed>"
    )
    assert entry == Entry(
        source="front",
        guid="tag:n.example,2026:7",
        url="https://n.example/ferry",
        title="Ferry & harbour",
        content_html=STORY,
        summary="Short.",
        published_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
        modified_at=datetime(2026, 11, 23, 11, tzinfo=UTC),
        authors=("Ann", "Bob"),
        categories=("Harbour",),
        language="fr",
    )


def test_an_atom_entry_takes_the_feeds_author_and_no_date_of_publication() -> None:
    entry = only(
        '<feed xmlns="http://www.w3.org/2005/Atom"><author><name>The desk</name></author><entry>'
        '<id>1</id><title>a</title><link href="https://n.example/a"/>'
        "<updated>2026-11-23T11:00:00Z</updated></entry></feed>"
    )
    assert entry.authors == ("The desk",)
    assert (entry.published_at, entry.modified_at) == (None, datetime(2026, 11, 23, 11, tzinfo=UTC))


def test_atom_text_content_becomes_paragraphs() -> None:
    text = "The board met & decided. " * 12
    entry = only(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>a</title>'
        f'<link href="https://n.example/a"/><content>{text.replace("&", "&amp;")}</content>'
        "</entry></feed>"
    )
    assert entry.content_html == f"<p>{text.strip().replace('&', '&amp;')}</p>"


def test_rss_1() -> None:
    entry = only(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://purl.org/rss/1.0/" {NAMESPACES}><channel rdf:about="{URL}">'
        "<title>N</title></channel>"
        '<item rdf:about="https://n.example/a"><title>a</title><link>https://n.example/a</link>'
        "<dc:date>2026-11-23T10:00:00Z</dc:date><dc:creator>Ann</dc:creator></item></rdf:RDF>"
    )
    assert (entry.url, entry.authors) == ("https://n.example/a", ("Ann",))
    assert (entry.published_at, entry.modified_at) == (
        datetime(2026, 11, 23, 10, tzinfo=UTC),
        None,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("kind", ["", "text/html", "text/xml", "text/plain"])
def test_umlauts_survive_every_encoding(encoding: str, kind: str) -> None:
    document = rss(item(title="Fähre spät")).replace("UTF-8", encoding.removesuffix("-sig"))
    assert only(document.encode(encoding), content_type=kind).title == "Fähre spät"


def test_the_charset_of_the_answer_counts() -> None:
    document = rss(item(title="Паром")).replace(' encoding="UTF-8"', "").encode("koi8-r")
    entry = only(document, content_type="text/html; charset=KOI8-R")
    assert entry.title == "Паром"


# --- what is broken -------------------------------------------------------------------------------


def test_an_item_without_link_and_guid_is_named_and_stops_no_other() -> None:
    reading = read(rss(item(title="One"), "<title>Two</title>", item(title="Three")))
    assert [entry.title for entry in reading.entries] == ["One", "Three"]
    assert reading.malformed == ("item 2: it has neither a link nor a GUID",)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://[::1", "mailto:a@b.example"])
def test_a_link_that_leads_nowhere(link: str) -> None:
    reading = read(rss(item(link=link) + '<guid isPermaLink="false">7</guid>'))
    assert reading.entries == ()
    assert reading.malformed == ("item 1: it has no link",)


@pytest.mark.parametrize("date", ["soon", "Mon, 23 Nov 0026 10:00:00 GMT", "9999-99-99T00:00:00Z"])
def test_a_date_that_cannot_be_read_is_left_out_and_named(date: str) -> None:
    reading = read(rss(item(f"<pubDate>{date}</pubDate>")))
    assert reading.entries[0].published_at is None
    (line,) = reading.malformed
    assert line.startswith("item 1 (“Ferry late”): its date ")


@pytest.mark.parametrize(
    "poison",
    [
        "<title>&#xFFFFFFFF;</title>",
        "<author>" + "a" * 50_000 + "</author>",
        "<author>" + "a<b/>" * 10_000 + "</author>",
    ],
)
def test_an_item_that_makes_the_parser_stumble_stops_no_other(poison: str) -> None:
    reading = read(rss(item(title="One"), item(poison), item(title="Three")))
    assert [entry.title for entry in reading.entries if entry.title != "Ferry late"] == [
        "One",
        "Three",
    ]
    assert reading.malformed == ("item 2: it cannot be read",)


def test_markup_that_is_not_well_formed_is_read_all_the_same() -> None:
    reading = read(rss(item(title="Fish & chips <br> shop"), item(title="Two")))
    assert [entry.title for entry in reading.entries] == ["Fish & chips shop", "Two"]


def test_a_feed_that_breaks_off_loses_its_last_item_only() -> None:
    whole = rss(
        item(title="One"), item(f"<content:encoded><![CDATA[{STORY}{STORY}]]></content:encoded>")
    )
    reading = read(whole[: whole.rindex("put off")])
    assert [entry.title for entry in reading.entries] == ["One"]
    assert reading.cut_off
    assert "breaks off" in reading.malformed[0]
    assert not read(whole).cut_off


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "bbbb">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!doctype rss [<!entity % a SYSTEM "http://127.0.0.1/">%a;]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_read(doctype: str, encoding: str) -> None:
    document = rss(item(title="&a;")).replace("<rss", doctype + "<rss")
    with pytest.raises(SourceError, match="entities"):
        read(document.replace("UTF-8", encoding).encode(encoding))


def test_a_doctype_alone_does_no_harm() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://n.example/rss.dtd">'
    assert only(rss(item()).replace("<rss", doctype + "<rss")).title == "Ferry late"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<!DOCTYPE html><html><body>Hi</body></html>", 'a web page.*kind = "page"'),
        ("\ufeff <HTML lang=en><head></head></HTML>", "a web page"),
        ("", "empty"),
        ('<?xml version="1.0"?><urlset xmlns="x"></urlset>', 'kind = "sitemap"'),
        ("{}", "other JSON"),
        ("Bad gateway", "cannot be read"),
        ("\x00\x01\x02", "cannot be read"),
    ],
)
def test_what_is_no_feed_is_said_with_a_remedy(body: str, what: str) -> None:
    with pytest.raises(SourceError, match=what) as caught:
        read(body)
    assert str(caught.value).startswith(URL)


def test_the_body_is_never_taken_for_a_file_name(tmp_path: Path) -> None:
    file = tmp_path / "secret.xml"
    file.write_text(rss(item()))
    with pytest.raises(SourceError):
        read(str(file))
