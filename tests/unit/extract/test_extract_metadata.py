from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.extract import read_page
from bot.extract.addresses import canonical
from bot.extract.bylines import clean_author, join_authors
from bot.extract.dates import date_in_url, parse_date
from bot.extract.languages import detect, primary, settle
from bot.extract.titles import choose_title, clean_title
from bot.model.article import Article

PROSE = (
    "<p>The council of Westhaven met on Tuesday evening to settle the plan for the old docks of the town.</p>"
    * 3
)


def read(head: str = "", body: str = "", url: str = "https://news.example/docks") -> Article:
    return read_page(
        f"<html><head>{head}</head><body><article>{body}{PROSE}</article></body></html>", url
    )


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Docks plan agreed - The Post", "Docks plan agreed"),
        ("Docks plan agreed | Politics | The Post", "Docks plan agreed | Politics"),
        ("Docks &amp; cranes – “a plan” — The Post", "Docks & cranes – “a plan”"),
        ("The Post", "The Post"),
        ("A <em>new</em> plan", "A new plan"),
        ("Docks plan | news.example", "Docks plan"),
    ],
)
def test_the_sites_name_is_taken_off_the_title(raw: str, clean: str) -> None:
    assert clean_title(raw, ("The Post",), "https://news.example/docks") == clean


def test_the_visible_headline_wins_over_what_search_engines_are_told() -> None:
    assert (
        choose_title(["Docks plan agreed in Westhaven vote"], ["Westhaven agrees docks plan"], "")
        == "Westhaven agrees docks plan"
    )
    assert choose_title(["Docks plan agreed"], ["The Post"], "") == "Docks plan agreed"
    assert (
        choose_title(["Docks plan agreed"], ["Docks plan agreed Posted on 4 March by x"], "")
        == "Docks plan agreed"
    )
    assert choose_title([], [], "Only this") == "Only this"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (
            "Docks plan agreed in Westhaven | Cranes, flats & a school",
            "Docks plan agreed in Westhaven",
        ),
        ("Opinion | The docks plan is a mistake", "Opinion | The docks plan is a mistake"),
        (
            "Docks plan agreed in Westhaven – cranes to go",
            "Docks plan agreed in Westhaven – cranes to go",
        ),
    ],
)
def test_catchwords_behind_an_upright_bar_are_no_part_of_the_headline(
    heading: str, title: str
) -> None:
    article = read(body=f"<h1>{heading.replace('&', '&amp;')}</h1>")
    assert article.title == title
    assert heading not in article.text


def test_the_last_change_is_the_latest_that_is_told() -> None:
    data = '{"@type":"NewsArticle","datePublished":"2026-03-04","dateModified":"2026-03-04"}'
    head = f'<script type="application/ld+json">{data}</script><meta property="og:updated_time" content="2026-03-09">'
    assert read(head).modified_at == datetime(2026, 3, 9, tzinfo=UTC)


def test_a_change_that_only_readers_are_told_of_counts_when_it_came_later() -> None:
    head = '<meta property="article:published_time" content="2026-03-04">'
    headline = "<h1>Docks plan agreed in Westhaven</h1>"
    later = read(head, f"{headline}<p>Updated 9 March 2026</p>")
    assert later.modified_at == datetime(2026, 3, 9, tzinfo=UTC)
    assert later.published_at == datetime(2026, 3, 4, tzinfo=UTC)
    assert read(head, f"{headline}<p>Updated 4 March 2026</p>").modified_at is None


def test_the_only_heading_may_put_it_in_other_words() -> None:
    named = ["Crossings to the island in 2026 – top 10 picks"]
    told = "Top 10: the best island ferry (tested by sailors)"
    assert choose_title(named, [told], "") == told
    assert choose_title(named, [told, "Another heading"], "") == named[0]
    assert choose_title(named, ["News from the island every day"], "") == named[0]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("by EUToday Correspondents", "EUToday Correspondents"),
        ("Ida Falk on", "Ida Falk"),
        ("By Mira Vale", "Mira Vale"),
        ("BY MIRA VALE", "MIRA VALE"),
        ("Written by: Mira Vale | 4 March 2026", "Mira Vale"),
        ("Mira Vale, November 26th, 2024", "Mira Vale"),
        ("Von Trier Lars", "Von Trier Lars"),
        ("von Jana Öztürk", "Jana Öztürk"),
        ("Par Lucie Arnaud", "Lucie Arnaud"),
        ("Текст: Анна Лис", "Анна Лис"),
        ("港新聞社 ／ 2026.03.04", "港新聞社"),
        ("Maria &amp; Ann", "Maria & Ann"),
        ("admin", None),
        ("https://facebook.com/x", None),
        ("", None),
    ],
)
def test_a_byline_is_the_name_alone(raw: str, name: str | None) -> None:
    assert clean_author(raw) == name


def test_authors_are_joined_once_each() -> None:
    assert join_authors(["Mira Vale", "by Mira Vale", "Ben Tokoro"]) == "Mira Vale, Ben Tokoro"
    assert join_authors([]) is None


@pytest.mark.parametrize(
    "author",
    [
        '{"@type":"Person","name":"Mira Vale"}',
        '[{"@type":"Person","name":"Mira Vale"}]',
        '"Mira Vale"',
        '["By Mira Vale"]',
        '{"@id":"#mv"}',
        '{"@type":"Person","name":["Mira Vale"]}',
    ],
)
def test_json_ld_authors_of_every_shape(author: str) -> None:
    graph = f'{{"@graph":[{{"@type":"NewsArticle","headline":"x","author":{author}}},{{"@type":"Person","@id":"#mv","name":"Mira Vale"}}]}}'
    assert read(f'<script type="application/ld+json">{graph}</script>').byline == "Mira Vale"


def test_a_person_shown_comes_before_the_company_named() -> None:
    data = '<script type="application/ld+json">{"@type":"Article","author":{"@type":"Organization","name":"Post Media"}}</script>'
    assert read(data, "<h1>Docks</h1><p>By Mira Vale</p>").byline == "Mira Vale"
    assert read(data).byline == "Post Media"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-09-13T09:00:00+02:00", datetime(2023, 9, 13, 7, tzinfo=UTC)),
        ("2023-09-13T09:00:00.123Z", datetime(2023, 9, 13, 9, tzinfo=UTC)),
        ("2020-04-12T18:00:00-0700", datetime(2020, 4, 13, 1, tzinfo=UTC)),
        ("2026-02-09", datetime(2026, 2, 9, tzinfo=UTC)),
        ("Wed, 13 Sep 2023 07:00:00 GMT", datetime(2023, 9, 13, 7, tzinfo=UTC)),
        ("By X, November 26th, 2024 at 4:05 pm", datetime(2024, 11, 26, 16, 5, tzinfo=UTC)),
        ("9. Februar 2026", datetime(2026, 2, 9, tzinfo=UTC)),
        ("3 lutego 2026", datetime(2026, 2, 3, tzinfo=UTC)),
        ("12 Ιανουαρίου 2026", datetime(2026, 1, 12, tzinfo=UTC)),
        ("4 de março de 2026", datetime(2026, 3, 4, tzinfo=UTC)),
        ("1er août 2026", datetime(2026, 8, 1, tzinfo=UTC)),
        ("23.07.2025 · 6 min", datetime(2025, 7, 23, tzinfo=UTC)),
        ("2025年7月23日", datetime(2025, 7, 23, tzinfo=UTC)),
        ("31/12/2025", datetime(2025, 12, 31, tzinfo=UTC)),
    ],
)
def test_dates_are_read(text: str, moment: datetime) -> None:
    assert parse_date(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "yesterday",
        "2023-13-45",
        "32 May 2024",
        "0001-01-01",
        "2023-09-13T99:00:00Z",
        "9" * 500,
    ],
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert parse_date(text) is None


def test_a_date_in_the_url_is_the_last_resort() -> None:
    assert date_in_url("https://n.example/2026/02/09/x") == datetime(2026, 2, 9, tzinfo=UTC)
    assert read(url="https://news.example/2026/02/09/docks").published_at == datetime(
        2026, 2, 9, tzinfo=UTC
    )
    assert read(
        "<meta property='article:published_time' content='2026-02-08T00:00:00Z'>",
        url="https://news.example/2026/02/09/docks",
    ).published_at == datetime(2026, 2, 8, tzinfo=UTC)


STAMPED = '<script type="application/ld+json">{"@type":"Article","datePublished":"%s","dateModified":"2026-03-04"}</script>'


@pytest.mark.parametrize(
    ("told", "shown", "day"),
    [
        ("2026-03-04", "<p>2 November 2025</p>", "2025-11-02"),
        ("2026-03-05", "<p>Posted on 2 November 2025</p>", "2025-11-02"),
        ("2026-03-04", '<time pubdate datetime="2025-11-02">yesterday</time>', "2025-11-02"),
        ("2026-03-03", "<p>2 November 2025</p>", "2026-03-03"),
        ("2026-03-04", "<p>Updated 2 November 2025</p>", "2026-03-04"),
        ("2026-03-04", "<p>The court had ruled on 2 November 2025 that all of it stays.</p>", "2026-03-04"),
        ("2026-03-04", "<p>3 March 2026</p>", "2026-03-04"),
    ],
)  # fmt: skip
def test_a_publication_stamped_at_the_last_change_gives_way_to_the_day_shown(
    told: str, shown: str, day: str
) -> None:
    found = read(STAMPED % told, f"<h1>Docks plan agreed</h1>{shown}").published_at
    assert found is not None
    assert f"{found:%Y-%m-%d}" == day


def test_a_lone_date_on_the_page_is_its_day() -> None:
    body = f"<h1>Docks plan agreed</h1>{PROSE * 6}<p>April 8, 2024</p>"
    assert read(body=body).published_at == datetime(2024, 4, 8, tzinfo=UTC)
    assert read(body=f"{body}<p>May 9, 2024</p>").published_at is None


def test_an_update_is_not_the_publication() -> None:
    shown = "<h1>Docks</h1><p>March 4, 2026 - Updated March 9, 2026</p>"
    assert read(body=shown).published_at == datetime(2026, 3, 4, tzinfo=UTC)
    turned = "<h1>Docks</h1><p>Updated March 9, 2026 | Published March 4, 2026</p>"
    assert read(body=turned).published_at == datetime(2026, 3, 4, tzinfo=UTC)
    assert read(
        body='<h1>Docks</h1><time class="updated" datetime="2026-03-09">x</time><time class="entry-date" datetime="2026-03-04">x</time>'
    ).published_at == datetime(2026, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "claim", "chosen"),
    [
        (
            "https://news.example/a?utm_source=x",
            "https://www.news.example/a/",
            "https://www.news.example/a/",
        ),
        ("https://m.news.example/a", "https://news.example/a", "https://news.example/a"),
        ("https://news.example/a", "/b", "https://news.example/b"),
        ("https://news.example/a", "https://evil.example/a", "https://news.example/a"),
        ("https://news.example/a", "javascript:alert(1)", "https://news.example/a"),
        ("https://news.example/a", "https://news.example/", "https://news.example/a"),
        ("https://news.example/a", "http://[broken", "https://news.example/a"),
        ("", "https://anywhere.example/a", "https://anywhere.example/a"),
        ("", "/a", ""),
    ],
)
def test_a_page_may_name_its_address_on_its_own_site(url: str, claim: str, chosen: str) -> None:
    assert canonical(url, (claim,)) == chosen


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", "en"),
        ("EN", "en"),
        ("pt_BR", "pt"),
        ("", None),
        (None, None),
        ("und", None),
        ("english", None),
        ("x", None),
    ],
)
def test_the_primary_language_is_kept(tag: str | None, language: str | None) -> None:
    assert primary(tag) == language


def test_a_text_shows_its_language() -> None:
    german = "Die Brücke ist seit dem Montag gesperrt und wird nicht vor dem Herbst für den Verkehr geöffnet. "
    assert detect(german) == "de"
    assert detect("Η γέφυρα έκλεισε.") == "el"
    assert detect("1 2 3") is None
    assert detect("Lorem") is None
    assert settle("en", german * 6) == "de"
    assert settle("en", german) == "en"
    assert settle(None, german) == "de"
    # Languages that share many small words: what the page declares weighs more.
    spanish = "La ciudad de Vigo cierra en abril la calle de la estación, que no se abre como antes de marzo. "
    assert settle("pt", spanish * 6) == "pt"


def test_images_are_absolute_with_their_text() -> None:
    article = read(
        '<meta property="og:image" content="/up/tram.jpg">',
        '<img src="/up/tram-300x200.jpg" alt="A tram">',
    )
    assert article.image is not None
    assert (article.image.url, article.image.alt) == ("https://news.example/up/tram.jpg", "A tram")
    first = read(
        body='<img src="data:image/gif;base64,x" data-src="/lazy.jpg" alt="Lazy"><img src="/2.jpg">'
    ).image
    assert first is not None
    assert first.url == "https://news.example/lazy.jpg"
    assert read(body='<img src="/dot.gif" width="1" height="1">').image is None


def test_tags_come_once_without_uncategorized() -> None:
    head = '<meta property="article:section" content="Uncategorized"><meta property="article:tag" content="Docks"><meta property="article:tag" content="docks">'
    assert read(head).tags == ("Docks",)


def test_of_several_articles_described_the_pages_own_counts() -> None:
    other = '{"@type":"NewsArticle","headline":"Other","url":"https://news.example/other","datePublished":"2020-01-01"}'
    own = '{"@type":"NewsArticle","headline":"Docks","mainEntityOfPage":{"@type":"WebPage","@id":"https://news.example/docks/"},"datePublished":"2026-03-04"}'
    article = read(f'<script type="application/ld+json">[{other},{own}]</script>')
    assert article.published_at == datetime(2026, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "script",
    ["{", '[1, null, "x"]', "<!-- {} -->", '{"@graph": 3}', '{"@type": {"a": 1}}', "[" * 100_000],
)
def test_broken_json_ld_is_passed_over(script: str) -> None:
    assert read(f'<script type="application/ld+json">{script}</script>').byline is None


@pytest.mark.parametrize(
    "shown",
    [
        "<p>Written by</p><p>Mira Vale</p><p>4 March 2026</p>",
        "<p>Mira Vale</p><p>4 March 2026</p>",
        "<p>4 March 2026 · 3 min read · By Mira Vale</p>",
        "<p>Written by:<b>Mira Vale</b></p>",
        "<p>3 min read</p><p><a href='/author/mira-vale'>Mira Vale</a></p>",
        "<p>von</p><p>Mira Vale</p>",
    ],
)
def test_an_author_that_only_readers_see_is_found(shown: str) -> None:
    body = "<p>The council of the town met on Tuesday to settle the plan for the old docks.</p>" * 4
    page = f"<html lang=en><article><h1>The old docks get a plan</h1>{shown}{body}</article>"
    assert read_page(page, "https://n.example/docks").byline == "Mira Vale"


def test_a_short_line_under_the_headline_is_not_an_author() -> None:
    body = "<p>The council of the town met on Tuesday to settle the plan for the old docks.</p>" * 4
    page = f"<html lang=en><article><h1>The old docks get a plan</h1><p>What happens next</p>{body}</article>"
    assert read_page(page, "https://n.example/docks").byline is None


NAMED = '<meta name="author" content="Mira Vale">'


@pytest.mark.parametrize(
    ("head", "shown", "byline"),
    [
        (NAMED, "<p>Mira Vale, Tom Ridge &amp; Ana Sol</p>", "Mira Vale, Tom Ridge & Ana Sol"),
        (NAMED, "<p>Mira Vale, Shipping Expert</p>", "Mira Vale"),
        (NAMED, "<p>Mira Vale on the docks</p>", "Mira Vale"),
        ("", "<p>Mira Vale</p><p>Harbour Reporter</p>", "Mira Vale"),
        ("", "<p>Written by</p><p>Mira - harbour desk</p>", "Mira"),
        ("", '<div class="writer"><p>Mira Vale</p><p>EdTech content writer</p></div>', "Mira Vale"),
        ("", f"{PROSE * 8}<p>Written by Mira Vale</p>", "Mira Vale"),
        ('<meta name="author" content="Mira Vale - Post Editorial Team">', "", "Mira Vale"),
    ],
)
def test_what_an_author_is_called_is_no_author(head: str, shown: str, byline: str) -> None:
    assert read(head, f"<h1>Docks plan agreed</h1>{shown}").byline == byline


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Docks plan agreed | The Westhaven Post", "The Westhaven Post"),
        ("Docks plan agreed – Politics – The Westhaven Post", "The Westhaven Post"),
        ("Docks plan agreed", None),
        ("Docks plan agreed after a long night of talks", None),
    ],
)
def test_what_stands_behind_the_headline_is_the_site(title: str, site: str | None) -> None:
    assert read(f"<title>{title}</title>", "<h1>Docks plan agreed</h1>").site_name == site


def test_the_section_of_json_ld_is_a_tag() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","articleSection":"Docks &amp; Ferries"}</script>'
    assert read(head).tags == ("Docks & Ferries",)


def test_the_lead_is_no_line_of_labels() -> None:
    labels = "<p>05/10/2026 – Posted by Mira Vale – Section: Town – Tags: docks, cranes</p>"
    lead = read(body=f"<h1>Docks plan agreed</h1>{labels}").lead
    assert lead is not None
    assert lead.startswith("The council of Westhaven")


def test_a_time_marked_as_published_and_updated_is_the_publication() -> None:
    both = '<time class="entry-date published updated" datetime="2026-03-04T00:54:33+01:00">March 4, 2026</time>'
    found = read(body=f"<h1>Docks plan agreed</h1>{both}")
    assert found.published_at == datetime(2026, 3, 3, 23, 54, 33, tzinfo=UTC)
    alone = both.replace("entry-date published ", "")
    assert read(
        body=f"<h1>Docks</h1><time datetime='2026-03-01'>1 March</time>{alone}"
    ).published_at == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "month"),
    [("pt", 2), ("fr-FR", 2), ("en-GB", 2), ("en_AU", 2), ("en-US", 9), ("en", 9)],
)
def test_which_figure_is_the_month_depends_on_the_language(language: str, month: int) -> None:
    page = f"<html lang={language}><body><h1>Bridge closes</h1><p>9/2/2026 10:00</p><p>{'It rains. ' * 30}</p>"
    published = read_page(page, "").published_at
    assert published is not None
    assert published.month == month


def test_a_headline_that_is_no_heading_has_its_lines_around_it() -> None:
    page = (
        "<title>Bridge closes for months</title><body><div>Bridge closes for months</div><div>2018-08-25 15:24</div>"
        f"<p>{'It rains a lot here. ' * 20}</p><p>The ferry of 2019-01-02 was late.</p><p>2020-01-01</p>"
    )
    assert read_page(page, "").published_at == datetime(2018, 8, 25, 15, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    "placeholder",
    ["https://s0.wp.com/i/blank.jpg", "https://secure.gravatar.com/blavatar/55bf?s=200"],
)
def test_a_picture_that_stands_for_none_is_none(placeholder: str) -> None:
    page = f'<meta property="og:image" content="{placeholder}"><article><h1>Bridge</h1><img src="/b.jpg" alt="The bridge"><p>{"It rains. " * 30}</p></article>'
    image = read_page(page, "https://n.example/a").image
    assert image is not None
    assert (image.url, image.alt) == ("https://n.example/b.jpg", "The bridge")


@pytest.mark.parametrize(
    ("language", "line", "date", "byline"),
    [
        ("de", "Von Anna Mars", "9. Februar 2026, 10:30 Uhr", "Anna Mars"),
        ("de", "Text: Anna Mars", "Stand: 9.2.2026, 10:30 Uhr", "Anna Mars"),
        ("fr", "Par Anna Mars et Jean Loup", "Publié le 9 février 2026 à 10h30", "Anna Mars et Jean Loup"),
        ("es", "Por Anna Mars", "9 de febrero de 2026 | 10:30", "Anna Mars"),
        ("it", "di Anna Mars", "9 febbraio 2026 alle 10:30", "Anna Mars"),
        ("pt", "Por Anna Mars e João Lobo", "09/02/2026 10h30", "Anna Mars e João Lobo"),
        ("nl", "Door Anna Mars", "9 februari 2026, 10:30", "Anna Mars"),
        ("pl", "oprac. Anna Mars", "9 lutego 2026, 10:30", "Anna Mars"),
        ("el", "Γράφει η Άννα Μαρ", "9 Φεβρουαρίου 2026, 10:30", "Άννα Μαρ"),
        ("ro", "de Ana Mars", "9 februarie 2026, 10:30", "Ana Mars"),
        ("en", "Anna Mars", "February 9, 2026 10:30", "Anna Mars"),
    ],
)  # fmt: skip
def test_a_hand_made_page_tells_its_author_and_hour_in_a_line(
    language: str, line: str, date: str, byline: str
) -> None:
    prose = "<p>The council of Westhaven met to settle the plan for the old docks, after months of talks.</p>"
    page = f"<html lang={language}><body><h1>Docks 7</h1><p>{line}</p><p>{date}</p>{prose * 3}"
    article = read_page(page, "")
    assert article.byline == byline
    assert article.published_at == datetime(2026, 2, 9, 10, 30, tzinfo=UTC)
    assert line not in article.text
    assert date not in article.text


def test_a_player_called_von_is_no_name_with_a_word_before_it() -> None:
    page = f"<body><h1>Docks 7</h1><p>Von Miller</p><p>February 9, 2026</p><p>{'It rains. ' * 30}"
    assert read_page(page, "").byline == "Von Miller"


def test_the_sites_name_set_as_a_heading_is_not_the_headline() -> None:
    """Twenty Twenty-Two, a block theme, sets both as level-one headings and has no data for machines."""
    page = (
        "<title>Bridge closes in May &#8211; The Norrland Post</title><header><h1><a href='/'>The Norrland Post</a></h1></header>"
        f"<main><h1>Bridge closes in May</h1><p>{'It rains a lot. ' * 30}</p></main>"
    )
    article = read_page(page, "https://n.example/bridge")
    assert (article.title, article.site_name) == ("Bridge closes in May", "The Norrland Post")


def test_tags_that_only_readers_see_are_found() -> None:
    menu = "".join(f"<a rel='category tag' href='/{n}'>Menu {n}</a>" for n in range(9))
    shown = "<a rel='category tag' href='/c/roads'>Roads</a> <a rel=tag href='/t/lind'>Lind</a>"
    prose = f"<h1>Bridge</h1><p>{'It rains a lot. ' * 30}</p>"
    assert read_page(f"<nav>{menu}</nav><article>{prose}{shown}</article>", "").tags == (
        "Roads",
        "Lind",
    )
    assert read_page(f"<nav>{menu}</nav><div>{prose}</div>", "").tags == ()
