import pytest

from bot.sources.story import (
    is_page_protected,
    is_protected,
    paragraphs,
    plain,
    whole_story,
    without_footer,
)

SENTENCE = "The council agreed on the budget after two nights of talks. "
STORY = f"<p>{SENTENCE * 3}</p>\n<ul><li>{SENTENCE}</li><li>{SENTENCE}</li></ul>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Budget &amp; <b>debt</b>", "Budget & debt"),
        ("AT&#038;T &#8220;wins&#8221;", "AT&T “wins”"),
        ("Growth < 2% as inflation > 5%", "Growth < 2% as inflation > 5%"),
        ("a<B>b</B>c", "abc"),
        ("one<br>two<p>three</p>", "one two three"),
        ("  a \n\t b ", "a b"),
        ("safe<script type='x'>location.href='/';</script> words", "safe words"),
        ("safe<style>b{color:red}</style> <!-- <b>not</b> --> words<script>open", "safe words"),
        ("", ""),
    ],
)
def test_plain(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_plain_text_becomes_paragraphs_that_cannot_be_markup() -> None:
    assert paragraphs("a < b\nc\n\n <script>x</script> \n\n\n") == (
        "<p>a &lt; b\nc</p>\n<p>&lt;script&gt;x&lt;/script&gt;</p>"
    )


@pytest.mark.parametrize(
    "footer",
    [
        '<p>The post <a href="https://n.example/a">Budget</a> appeared first on <a href="/">N</a>.</p>',
        "<p>The post Budget first appeared on N.</p>\n",
        '<p class="x">Der Beitrag <a href="a">Haushalt</a> erschien zuerst auf <a href="b">N</a>.</p>',
        "<p>L’article Budget est apparu en premier sur N.</p>",
    ],
)
def test_the_footer_of_feed_plugins_goes(footer: str) -> None:
    assert without_footer(STORY + "\n" + footer) == STORY
    assert whole_story(STORY + footer, "A summary") == STORY


def test_a_last_paragraph_that_is_no_footer_stays() -> None:
    last = (
        "<p>The post office appeared in the first ruling on parcels, the court said on Monday.</p>"
    )
    assert without_footer(STORY + last) == STORY + last


@pytest.mark.parametrize(
    "end",
    [
        " […]</p>",
        " [&#8230;]</p>",
        " [...]</p>",
        "…</p>",
        ' <a href="https://n.example/a">Read more</a></p>',
        ' <a href="https://n.example/a">Continue reading <span>Budget</span> &rarr;</a></p>',
        "<p>The post Budget appeared first on N.</p>"[:0] + " [&hellip;] <p></p>",
    ],
)
def test_an_excerpt_is_no_story(end: str) -> None:
    assert whole_story(f"<p>{SENTENCE * 8}{end}", None) is None


def test_an_excerpt_is_found_behind_its_footer() -> None:
    footer = "<p>The post Budget appeared first on N.</p>"
    assert whole_story(f"<p>{SENTENCE * 8}[&#8230;]</p>{footer}", None) is None


def test_what_repeats_the_summary_or_is_short_is_no_story() -> None:
    assert whole_story(STORY, STORY) is None
    assert whole_story(STORY, plain(STORY)) is None
    assert whole_story("<p>Short.</p>", None) is None
    assert whole_story("  ", None) is None
    assert whole_story(None, "x") is None


def test_the_whole_story_comes_through_untouched() -> None:
    assert whole_story(STORY, "A summary") == STORY


@pytest.mark.parametrize(
    ("body", "box", "protected"),
    [
        ('class="single postid-7 no-js"', 'id="pwbox-7"', True),
        ('class="single postid-9"', 'id="pwbox-7"', False),
        ("class='page page-id-9'", "id='pwbox-9'", True),
        ('class="single postid-9"', "", True),  # a theme's own form
        ('class="single"', 'id="pwbox-7"', True),
        ('data-x="postid-9"', 'id="pwbox-7"', True),
    ],
)
def test_a_form_for_another_story_protects_no_page(body: str, box: str, protected: bool) -> None:
    form = f'<form class="post-password-form"><input name="post_password" {box}></form>'
    assert (
        is_page_protected(f"<html><body {body}><p>The quay.</p>{form}</body></html>") is protected
    )


def test_a_password_form_is_known_and_a_text_about_one_is_not() -> None:
    form = (
        '<form action="https://n.example/wp-login.php?action=postpass" class="post-password-form">'
    )
    assert is_protected("<p>This content is password protected.</p>" + form)
    assert not is_protected("<code>&lt;form class=post-password-form&gt;</code> action=postpass")


@pytest.mark.parametrize("length", range(400, 1200, 97))
def test_a_long_tag_makes_no_story_of_a_teaser(length: int) -> None:
    sizes = ", ".join(f"/quay-{width}.jpg {width}w" for width in range(10, length))[:length]
    assert whole_story(f"<p>{SENTENCE}</p><img srcset='{sizes}'>", None) is None


@pytest.mark.parametrize("length", [0, 500, 1500])
def test_an_excerpt_is_known_by_its_end_among_long_tags(length: int) -> None:
    cut = f"<p>{SENTENCE * 5} And then […]</p>"
    assert whole_story(cut + f"<img alt='' title='{'x' * length}'>", None) is None
