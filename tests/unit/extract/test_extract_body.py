from __future__ import annotations

import pytest

from bot.extract import read_page

STORY = [
    "The council of Westhaven met on Tuesday evening to settle the plan for the old docks of the town.",
    "After nine hours of talks the plan passed by two votes, and the mayor thanked everyone who had stayed.",
    "Work on the quay begins in May, if the county pays its share, and it will take four years to finish.",
]
PROSE = "".join(f"<p>{text}</p>" for text in STORY)
OTHER = "<p>A sentence of something else that is long enough to look like prose to anyone who counts characters.</p>"


def text(html: str) -> str:
    return read_page(html, "https://news.example/docks").text


@pytest.mark.parametrize(
    "page",
    [
        f"<body><div class='wrap'><div class='content'>{PROSE}</div><div class='sidebar'>{OTHER}</div></div></body>",
        f"<body><article>{PROSE}<div class='newsletter-box'>{OTHER}</div></article></body>",
        f"<body><article>{PROSE}</article><div id='comments'>{OTHER * 9}</div></body>",
        f"<body><article>{PROSE}</article><footer>{OTHER * 9}</footer></body>",
        f"<body><article>{PROSE}<div class='author-bio'>{OTHER}</div></article></body>",
        f"<body><article>{PROSE}<figure><img src=x><figcaption>{OTHER}</figcaption></figure></article></body>",
        f"<body><article>{PROSE}<div style='display:none'>{OTHER}</div></article></body>",
        f"<body><article>{PROSE}<blockquote class='twitter-tweet'>{OTHER}</blockquote></article></body>",
        f"<body><article>{PROSE}<script>var x = '{OTHER}'</script><style>p{{}}</style></article></body>",
        f"<body><form id='aspnet'><div class='nav'>{OTHER}</div><div class='main'>{PROSE}</div></form></body>",
        f"<body><div class='modal-enabled has-sidebar'><div>{PROSE}</div></div></body>",
        f"<body><div class='widget promo'><h1>Docks</h1>{PROSE}</div></body>",
        f"<body class='comment-open'><article class='post tag-comments share'>{PROSE}</article></body>",
        f"<body><div><h3><a href='/other'>Another story here</a></h3>{OTHER}</div><div>{PROSE}</div></body>",
        f"<body>{OTHER}<main><h1>Docks</h1><div>{PROSE * 1}</div></main></body>",
        f"<body><table><tr><td>{PROSE}</td></tr></table></body>",
    ],
)
def test_the_story_and_nothing_else(page: str) -> None:
    assert text(page) == "\n\n".join(STORY)


def test_a_body_in_several_parts_is_whole() -> None:
    parts = "".join(
        f"<div class='rich-text'><p>{part}</p></div><div class='ad-slot'>Ad</div>" for part in STORY
    )
    assert text(f"<main>{parts}</main>") == "\n\n".join(STORY)


def test_lines_broken_by_br_become_paragraphs() -> None:
    assert text(f"<div>{'<br><br>'.join(STORY)}</div>") == "\n\n".join(STORY)
    assert text(f"<div>{'<br>'.join(STORY)}</div>") == "\n\n".join(STORY)


def test_a_line_broken_in_mid_sentence_is_joined() -> None:
    broken = STORY[0].replace("evening ", "evening<br>")
    assert STORY[0] in text(f"<article><p>{broken}</p>{PROSE}</article>")


def test_a_table_row_is_one_block() -> None:
    page = f"<article>{PROSE}<table><tr><th>Votes</th><td>31</td></tr></table><p>{STORY[0]}!</p></article>"
    assert "\n\nVotes 31\n\n" in text(page)


def test_a_little_prose_beside_the_body_does_not_join_it() -> None:
    beside = "<div><p>A short line of prose.</p></div>"
    assert text(f"<body><div><div>{PROSE}</div>{beside}</div></body>") == "\n\n".join(STORY)


def test_a_short_opening_in_a_body_of_its_own_belongs_to_the_story() -> None:
    opening = "<div class='rich-text'><p>In short, the docks stay.</p></div>"
    page = f"<main><div>{opening}<div class='rich-text'>{PROSE * 3}</div></div></main>"
    assert text(page).startswith("In short, the docks stay.\n\n")


def test_a_story_of_one_paragraph_keeps_the_list_below_it() -> None:
    page = (
        "<html><body><article><h1>Quay to open</h1><p>The harbour board met on Monday and agreed on a plan for "
        "the quay, which has been closed since the storm.</p><p>The board says:</p><ul><li>The quay opens in May</li>"
        "<li>The wall will be higher</li></ul></article></body></html>"
    )
    points = read_page(page, "https://news.example/quay/").key_points
    assert [(p.text, p.attribution) for p in points] == [
        ("The quay opens in May", "The board says:"),
        ("The wall will be higher", "The board says:"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        f'<blockquote class="bluesky-embed">{OTHER}</blockquote>',
        f'<blockquote class="mastodon-embed">{OTHER}</blockquote>',
        f'<blockquote class="reddit-embed-bq">{OTHER}</blockquote>',
        f'<blockquote class="text-post-media">{OTHER}</blockquote>',
        f"<amp-twitter><blockquote placeholder>{OTHER}</blockquote></amp-twitter>",
        f'<div class="elementor-element elementor-widget elementor-widget-call-to-action">{OTHER}</div>',
        f'<div class="elementor-widget-posts">{OTHER}</div>',
        f'<div class="saboxplugin-wrap"><div class="saboxplugin-desc">{OTHER}</div></div>',
        f'<div class="wp-polls">{OTHER}</div>',
        f'<div id="wpdcom">{OTHER}</div>',
    ],
)
def test_embeds_and_parts_that_page_builders_add_are_no_story(other: str) -> None:
    page = (
        f"<article><h1>Docks</h1><div class='entry-content'>{PROSE}{other}{PROSE}</div></article>"
    )
    assert "something else" not in text(page)


def test_what_elementor_calls_a_text_is_the_story() -> None:
    page = f"<div class='elementor'><div class='elementor-widget elementor-widget-text-editor'>{PROSE}</div></div>"
    assert all(sentence in text(page) for sentence in STORY)


def test_a_standfirst_beside_the_body_begins_the_story() -> None:
    first = "Three cranes of Westhaven have fallen into the dock in the storm of Monday night, and nobody was hurt."
    page = (
        f"<main><div class='article'><h1>Docks</h1><div class='article__summary'>{first}</div>"
        f"<div class='article__text text'>{PROSE}</div></div></main>"
    )
    article = read_page(page, "https://news.example/docks")
    assert article.lead == first
    assert STORY[-1] in article.text
