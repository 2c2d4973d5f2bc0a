from __future__ import annotations

import pytest

from bot.extract import read_lists, read_page
from bot.model.article import Article
from bot.model.keypoint import Origin

PROSE = (
    "<p>The council of Westhaven met on Tuesday evening to settle the plan for the old docks, after months"
    " of talks with the owners of the land and the people who live beside it.</p>"
)


def read(body: str, url: str = "https://news.example/docks") -> Article:
    return read_page(
        f"<html lang=en><article><h1>Docks plan</h1>{PROSE}{body}{PROSE}</article>", url
    )


def points(body: str) -> list[tuple[str | None, str]]:
    found = read(body).key_points
    return [(p.attribution, p.text) for p in found if p.origin is Origin.LIST and p.postable]


def references(body: str) -> list[tuple[str | None, str]]:
    """What is found and never posted."""
    return [(p.attribution, p.text) for p in read(body).key_points if not p.postable]


ITEMS = "<ul><li>The cranes will stay</li><li>The sheds will go</li></ul>"
TEXTS = ["The cranes will stay", "The sheds will go"]


@pytest.mark.parametrize(
    ("above", "attribution"),
    [
        ("<p>The mayor promises:</p>", "The mayor promises:"),
        ("<p><strong>The mayor promises</strong></p>", "The mayor promises"),
        ("<h3>What the mayor promises</h3>", "What the mayor promises"),
        ("<p>They met at noon. It was hot. The deal would:</p>", "The deal would:"),
        ("<p>The mayor promised the following</p>", "The mayor promised the following"),
        ("<div>The mayor promises:</div>", "The mayor promises:"),
        ("<h2>Key points</h2>", None),
        ("<h2>KEY TAKEAWAYS:</h2>", None),
        ("<p><b>Auf einen Blick</b></p>", None),
        ("<p>Lo que sabemos:</p>", None),
        ("<p>This is how the evening ended, late and without applause.</p>", None),
    ],
)
def test_the_line_above_is_the_attribution(above: str, attribution: str | None) -> None:
    assert points(above + ITEMS) == [(attribution, text) for text in TEXTS]


def test_two_sides_keep_their_own_lines() -> None:
    body = f"<p>The mayor says:</p>{ITEMS}<p>The owners say:</p><ol><li>Nobody asked us at all</li><li>We will go to court</li></ol>"
    assert [line for line, _ in points(body)] == ["The mayor says:"] * 2 + ["The owners say:"] * 2


def test_a_nested_list_belongs_to_its_parent_item() -> None:
    body = (
        "<p>The mayor says:</p><ul><li>The cranes will stay</li><li>The owners promised:"
        "<ul><li>a park by the water</li><li>a new school</li></ul></li><li>The sheds will go</li></ul>"
    )
    assert points(body) == [
        ("The mayor says:", "The cranes will stay"),
        ("The owners promised:", "a park by the water"),
        ("The owners promised:", "a new school"),
        ("The mayor says:", "The sheds will go"),
    ]


@pytest.mark.parametrize("mark", ["•", "–", "-", "*", "▪", "►", "✅", "🚢"])
def test_a_typed_list_is_a_list_without_its_marks(mark: str) -> None:
    lines = f"<p>The mayor promises:<br>{mark} The cranes will stay<br>{mark} The sheds will go</p>"
    paragraphs = f"<p>The mayor promises:</p><p>{mark} The cranes will stay</p><p>{mark} The sheds will go</p>"
    wanted = [("The mayor promises:", text) for text in TEXTS]
    assert points(lines) == wanted
    assert points(paragraphs) == wanted


def test_typed_figures_count_up() -> None:
    assert points("<p>Steps:</p><p>1) Buy the land</p><p>2) Build the quay</p>") == [
        ("Steps:", "Buy the land"),
        ("Steps:", "Build the quay"),
    ]
    assert points("<p>12) Not a list</p><p>40) Nor is this</p>") == []


def test_a_dash_before_speech_is_no_bullet() -> None:
    speech = "<p>– Nie wiem – odpowiedział burmistrz.</p><p>– Ja też nie – dodał radny.</p>"
    assert points(speech) == []


@pytest.mark.parametrize(
    "junk",
    [
        '<p><b>Read also:</b></p><ul><li><a href="/a">Ferry fares to rise in June</a></li><li><a href="/b">School closed after the storm</a></li></ul>',
        '<h3>More great Westhaven stories</h3><ul><li>Why <a href="/a">the ferry</a> is late again</li><li>What <a href="/b">the storm</a> did to the school</li></ul>',
        '<h2>Table of contents</h2><ul><li><a href="#a">The plan for the docks</a></li><li><a href="#b">What the owners say</a></li></ul>',
        '<ul class="share-links"><li>Share on Facebook</li><li>Share on WhatsApp</li></ul>',
        '<div class="related-posts"><ul><li>Ferry fares to rise in June</li><li>School closed after storm</li></ul></div>',
        '<nav><ul><li>Politics and more</li><li>Sports and more</li></ul></nav>',
        '<h3>Tags</h3><ul><li>Westhaven docks plan</li><li>Mayor of Westhaven</li></ul>',
        '<p>Follow us on social media:</p><ul><li>Twitter: <a href="https://twitter.com/x">@x</a></li><li>Facebook: <a href="https://facebook.com/x">x</a></li></ul>',
    ],
)  # fmt: skip
def test_lists_that_state_nothing_are_no_points(junk: str) -> None:
    assert points(junk) == []


def test_links_to_other_sites_may_be_what_a_list_is_about() -> None:
    body = (
        "<p>The mayor recommends these studies:</p><ul>"
        '<li><a href="https://univ.example/1">Water levels in the north basin</a></li>'
        '<li><a href="https://univ.example/2">Traffic on the harbour road</a></li></ul>'
    )
    assert [line for line, _ in points(body)] == ["The mayor recommends these studies:"] * 2


SITE_LINKS = (
    '<ul><li><a href="/a">Ferry fares to rise</a></li><li><a href="/b">School closed</a></li></ul>'
)


def test_links_of_the_site_that_a_line_announces_are_found_and_never_posted() -> None:
    body = f"<p>The mayor spoke at these meetings:</p>{SITE_LINKS}"
    line = "The mayor spoke at these meetings:"
    assert references(body) == [(line, "Ferry fares to rise"), (line, "School closed")]
    assert points(body) == []


def test_links_of_the_site_under_an_ordinary_sentence_are_other_stories() -> None:
    assert references(f"<p>The evening ended late.</p>{SITE_LINKS}") == []
    assert "Ferry fares" not in read(f"<p>The evening ended late.</p>{SITE_LINKS}").text


@pytest.mark.parametrize("page", ["", "/docks", "https://news.example/docks"])
def test_contents_are_found_and_never_posted(page: str) -> None:
    contents = (
        f'<h2>Table of contents</h2><ul><li><a href="{page}#a">The plan for the docks</a></li>'
        f'<li><a href="{page}#b">What the owners say</a></li></ul>'
    )
    assert [text for _, text in references(contents)] == [
        "The plan for the docks",
        "What the owners say",
    ]
    assert points(contents) == []


def test_where_only_links_are_listed_sentences_tell_the_story() -> None:
    found = read(f"<p>The mayor spoke at these meetings:</p>{SITE_LINKS}").key_points
    assert found[0].origin is Origin.SENTENCE
    assert found[0].postable
    assert not found[-1].postable


def test_linked_sentences_under_a_line_are_statements() -> None:
    linked = '<ul><li><a href="/a">The cranes will stay.</a></li><li><a href="/b">The sheds will go.</a></li></ul>'
    assert points(f"<p>The mayor promises:</p>{linked}") == [
        ("The mayor promises:", "The cranes will stay."),
        ("The mayor promises:", "The sheds will go."),
    ]


def test_a_lone_figure_in_a_table_of_facts_is_no_point() -> None:
    assert points("<h3>Enrolled</h3><dl><dd>164,091</dd></dl>") == []
    assert points("<h3>Enrolled</h3><dl><dd>More than 164,000 pupils enrolled</dd></dl>") != []


def test_a_long_id_is_an_anchor_and_no_mark_of_furniture() -> None:
    body = f'<div id="menu-prices-rise-again-in-may"><p>The mayor promises:</p>{ITEMS}</div>'
    assert [text for _, text in points(body)] == TEXTS


def test_an_item_of_several_paragraphs_is_one_point() -> None:
    body = "<p>The mayor says:</p><ul><li><p>The cranes</p><p>will stay</p></li><li>The sheds will go</li></ul>"
    assert [text for _, text in points(body)] == TEXTS


def test_an_item_that_holds_a_section_is_no_point() -> None:
    section = f"<li><h3>First</h3>{PROSE * 5}</li><li><h3>Second</h3>{PROSE * 5}</li>"
    assert points(f"<ol>{section}</ol>") == []


def test_earlier_and_boxed_points_rank_higher() -> None:
    found = read(f"<p>The mayor says:</p>{ITEMS}<h2>Key points</h2>{ITEMS}").key_points
    scores = [point.score for point in found]
    assert scores[0] > scores[1]
    assert scores[2] > scores[0]


def test_a_list_of_claims_without_a_line_is_reported() -> None:
    claims = (
        "<ul><li>The state “will not pay” for it</li><li>The owners must leave by May</li></ul>"
    )
    plain = "<p>It was a long evening in the town hall of Westhaven.</p>"
    assert [w for w in read(plain + claims).warnings if "whose they are" in w]
    assert not [w for w in read("<p>The mayor says:</p>" + claims).warnings if "whose" in w]


@pytest.mark.parametrize(
    "page",
    [
        f"<main><h1>Docks plan</h1><div class='top'><h3>Key points</h3>{ITEMS}</div><div class='entry-content'>{PROSE * 3}</div></main>",
        f"<article><h1>Docks plan</h1><aside><h4>At a glance</h4>{ITEMS}</aside>{PROSE * 3}</article>",
        f"<article><h1>Docks plan</h1>{PROSE}<aside class='widget'><b>In brief</b>{ITEMS}</aside>{PROSE * 3}</article>",
    ],
)
def test_a_box_of_key_points_is_found_wherever_it_stands(page: str) -> None:
    article = read_page(page, "https://news.example/docks")
    assert [(p.attribution, p.text) for p in article.key_points] == [(None, t) for t in TEXTS]


def test_a_box_after_the_story_is_another_storys() -> None:
    page = f"<main><h1>Docks plan</h1><div class='entry-content'>{PROSE * 3}</div><aside><h3>In brief</h3>{ITEMS}</aside></main>"
    assert not [p for p in read_page(page, "").key_points if p.origin is Origin.LIST]


def test_no_line_over_a_list_is_lost_however_it_begins() -> None:
    """Without its line the second list would seem to be the mayor's."""
    body = f"<p>The mayor says:</p>{ITEMS}<p>Source: what the owners say:</p><ul><li>Nobody asked us at all</li><li>We will go to court</li></ul>"
    assert [line for line, _ in points(body)][2:] == ["Source: what the owners say:"] * 2


def test_a_caption_above_a_list_is_not_its_attribution() -> None:
    caption = "<p>The cranes at dusk.Ann Marsh/Agency</p>"
    assert points(caption + ITEMS) == [(None, text) for text in TEXTS]


def test_lists_that_touch_share_their_line() -> None:
    assert {line for line, _ in points(f"<p>The mayor says:</p>{ITEMS}{ITEMS}")} == {
        "The mayor says:"
    }


def test_items_that_are_set_as_headings_are_items() -> None:
    page = f"<article>{PROSE}<p>Three things change:</p><ul><li><h3>Rents fall by a tenth</h3></li><li><h3>Ferries run at night</h3></li></ul>{PROSE}</article>"
    points = read_page(page, "https://n.example/a").key_points
    assert [(point.text, point.attribution) for point in points] == [
        ("Rents fall by a tenth", "Three things change:"),
        ("Ferries run at night", "Three things change:"),
    ]


def test_links_to_other_sites_count_where_a_line_introduces_them() -> None:
    links = "<ul><li><a href=https://one.example/x>The mayor’s plan of March</a></li><li><a href=https://two.example/y>The owners’ answer to it</a></li></ul>"
    page = f"<article>{PROSE}<h3>Both sides in writing</h3>{links}{PROSE}</article>"
    points = read_page(page, "https://n.example/a").key_points
    assert {point.attribution for point in points} == {"Both sides in writing"}


def test_all_lists_are_found_also_those_that_only_lead_elsewhere() -> None:
    links = "<ul><li><a href=/x>The mayor’s plan of March</a></li><li><a href=/y>The owners’ answer to it</a></li></ul>"
    page = f"<article>{PROSE}<p>What we wrote:</p>{links}{PROSE}<p>It would:</p><ul><li>End the lease early</li><li>Cost nobody anything</li></ul>{PROSE}</article>"
    found = read_lists(page, "https://n.example/a")
    assert [(one.attribution, one.leads_elsewhere) for one in found] == [
        ("What we wrote:", True),
        ("It would:", False),
    ]
    assert found[1].items == ("End the lease early", "Cost nobody anything")


def test_a_teaser_line_does_not_end_the_story() -> None:
    more = "<ul><li>End the lease of the docks early</li><li>Cost nobody anything at all</li></ul>"
    page = f"<article>{PROSE}{PROSE}<p>You may also be interested: The history of the docks</p>{PROSE}<p>The plan would:</p>{more}{PROSE}</article>"
    assert len(read_page(page, "https://n.example/a").key_points) == 2


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("The owners met twice. They promise:", "The owners met twice. They promise:"),
        ("The owners met twice. Mayor Lind promises:", "Mayor Lind promises:"),
        ("Die Eigner tagten. Sie versprechen:", "Die Eigner tagten. Sie versprechen:"),
    ],
)
def test_a_pronoun_above_a_list_takes_along_whom_it_means(above: str, line: str) -> None:
    assert [said for said, _ in points(f"<p>{above}</p>{ITEMS}")] == [line, line]


def test_a_pronoun_that_names_nobody_is_reported() -> None:
    article = read(f"<p>She promises:</p>{ITEMS}")
    assert "The line above a list does not name who is meant: She promises:" in article.warnings
    assert read(f"<p>Mayor Lind promises:</p>{ITEMS}").warnings == read("").warnings


def test_a_box_of_other_stories_does_not_end_this_one() -> None:
    box = '<p>You may also like</p><ul><li><a href="/a">Ferry fares to rise</a></li></ul>'
    article = read(f"{PROSE * 3}{box}{PROSE}<p>The mayor promises:</p>{ITEMS}")
    assert "Ferry fares" not in article.text
    assert [point.text for point in article.key_points] == TEXTS


OBJECTIONS = "<ul><li>Nobody asked us at all</li><li>We will go to court</li></ul>"
BOTH = [
    ("The mayor", "The cranes will stay"),
    ("The mayor", "The sheds will go"),
    ("The owners", "Nobody asked us at all"),
    ("The owners", "We will go to court"),
]


def with_colons(pairs: list[tuple[str, str]]) -> list[tuple[str | None, str]]:
    return [(f"{line} say:", text) for line, text in pairs]


@pytest.mark.parametrize("mark", ["{}", "<b>{}</b>", "<p>{}</p>"])
def test_children_are_their_parents_also_without_a_colon(mark: str) -> None:
    """Else both sides' claims stand under one line, or under none."""
    sides = [(mark.format("The mayor"), ITEMS), (mark.format("The owners"), OBJECTIONS)]
    nested = "<ul>" + "".join(f"<li>{side}{claims}</li>" for side, claims in sides) + "</ul>"
    assert points(f"<p>What both say:</p>{nested}") == BOTH
    assert points(nested) == BOTH


def test_a_parent_that_states_something_is_a_point_and_takes_no_children_from_the_line() -> None:
    nested = f"<p>The plan in short:</p><ul><li>The docks will change in two steps{ITEMS}</li><li>Nobody pays more</li></ul>"
    assert points(nested) == [
        ("The plan in short:", "The docks will change in two steps"),
        *(("The plan in short:", text) for text in TEXTS),
        ("The plan in short:", "Nobody pays more"),
    ]


def test_a_parent_without_a_line_above_is_its_childrens_line() -> None:
    nested = f"<ul><li>The docks will change in two steps{ITEMS}</li><li>Nobody pays more</li></ul>"
    assert [line for line, _ in points(f"<p>It was late.</p>{nested}")][1:3] == [
        "The docks will change in two steps"
    ] * 2


def test_a_parent_that_names_who_speaks_is_its_childrens_line() -> None:
    nested = f"<p>Both spoke:</p><ul><li>The mayor said much would change{ITEMS}</li><li>Nobody pays more</li></ul>"
    assert [line for line, _ in points(nested)][1:3] == ["The mayor said much would change"] * 2


def test_heads_within_a_flat_list_are_the_lines_of_what_follows() -> None:
    flat = "".join(
        f"<li>{text}</li>"
        for text in (
            "The mayor say:",
            "The cranes will stay",
            "The sheds will go",
            "The owners say:",
            "Nobody asked us at all",
            "We will go to court",
        )
    )
    assert points(f"<ul>{flat}</ul>") == with_colons(BOTH)
    assert points(f"<p>What both say:</p><ul>{flat}</ul>") == with_colons(BOTH)


def test_a_line_for_another_story_does_not_part_a_list_from_whose_it_is() -> None:
    teaser = '<p>Read also: <a href="/x">Ferry fares to rise</a></p>'
    assert points(f"<p>The mayor promises:</p>{teaser}{ITEMS}") == [
        ("The mayor promises:", text) for text in TEXTS
    ]
    assert points(f"<p>The mayor promises:</p>{teaser}{SITE_LINKS}") == []


def test_a_row_of_heads_is_nobodys_line() -> None:
    cells = f"<tr><td>{ITEMS}</td><td>{OBJECTIONS}</td></tr>"
    body = f"<table><tr><th>The mayor</th><th>The owners</th></tr>{cells}</table>"
    assert {line for line, _ in points(body)} == {None}


@pytest.mark.parametrize(("outer", "inner"), [("•", "–"), ("•", "*"), ("1.", "•"), ("–", "•")])
def test_a_typed_list_within_a_typed_list(outer: str, inner: str) -> None:
    second = "2." if outer == "1." else outer
    lines = (
        f"{outer} The cranes will stay",
        f"{inner} by day",
        f"{inner} at night",
        f"{second} The sheds will go",
    )
    assert points("<p>The mayor promises:</p>" + "".join(f"<p>{line}</p>" for line in lines)) == [
        ("The mayor promises:", "The cranes will stay"),
        ("The mayor promises:", "by day"),
        ("The mayor promises:", "at night"),
        ("The mayor promises:", "The sheds will go"),
    ]


def test_a_typed_list_behind_another_is_its_own() -> None:
    lines = (
        "• The cranes will stay",
        "• The sheds will go",
        "1) Buy the land",
        "2) Build the quay",
    )
    body = "<p>The mayor promises:</p>" + "".join(f"<p>{line}</p>" for line in lines)
    assert {line for line, _ in points(body)} == {"The mayor promises:"}


@pytest.mark.parametrize("marks", [("(1)", "(2)"), ("・", "・"), ("\uf0b7", "\uf0b7")])
def test_more_marks_of_typed_lists(marks: tuple[str, str]) -> None:
    lines = [f"<p>{mark} {text}</p>" for mark, text in zip(marks, TEXTS, strict=True)]
    assert [text for _, text in points("<p>The mayor promises:</p>" + "".join(lines))] == TEXTS


def test_a_list_in_which_someone_speaks_needs_a_line() -> None:
    plain = "<p>It was a long evening in the town hall of Westhaven.</p>"
    ours = "<ul><li>Nobody asked us at all</li><li>We will go to court over it</li></ul>"
    assert [w for w in read(plain + ours).warnings if "whose they are" in w]
    assert not [w for w in read(plain + ITEMS).warnings if "whose they are" in w]


TICKER = "".join(
    f"<li>{name}: the council of {name} met on Monday to talk about the docks and what is to become of...</li>"
    for name in ("Norrland", "Bergen", "Falun", "Kiruna")
)


@pytest.mark.parametrize("line", ["", "<h4>In Norrland</h4>", "<h4>Breaking News</h4>"])
def test_teasers_cut_in_mid_sentence_are_other_stories(line: str) -> None:
    body = f"{line}<ul>{TICKER}</ul>"
    assert points(body) == []
    assert "Kiruna" not in read(body).text


@pytest.mark.parametrize(
    "line",
    [
        "Breaking News",
        "Eilmeldungen",
        "Dernières nouvelles",
        "Última hora",
        "Ultime notizie",
        "Laatste nieuws",
        "Ultimele știri",
    ],
)
def test_a_list_under_the_name_of_a_ticker_is_of_other_stories(line: str) -> None:
    assert points(f"<h4>{line}</h4>{ITEMS}") == []


def test_a_quotation_as_an_item_needs_a_line_that_says_whose() -> None:
    words = "<ul><li>“The cranes will stay for ever”</li><li>“The sheds will go in May”</li></ul>"
    assert points(f"<p>The mayor:</p>{words}") != []
    assert points(f"<p>It was late.</p>{words}") == []
    assert points(f"<p>Here are some of the highlights:</p>{words}") == []
