from bot.compose.hashtags import fixed_hashtags, tag_hashtags
from bot.model.draft import Style


def test_fixed_ones_get_one_sign_and_no_spaces() -> None:
    style = Style(hashtags=("news", "#Politics", "EU today", " ", "##x"))
    assert fixed_hashtags(style) == ("#news", "#Politics", "#EUtoday", "#x")


def test_tags_become_single_words() -> None:
    tags = ("law & order", "start-ups", "हिन्दी समाचार", "2026", "…", "L’Aquila")
    style = Style(hashtags_from_tags=9)
    assert tag_hashtags(tags, style) == ("#LawOrder", "#StartUps", "#हिन्दीसमाचार", "#LAquila")


def test_no_more_than_asked_and_none_twice() -> None:
    style = Style(hashtags=("Ghent",), hashtags_from_tags=2)
    assert tag_hashtags(("ghent", "Harbour", "harbour", "Ferry", "Tides"), style) == (
        "#Harbour",
        "#Ferry",
    )
    assert tag_hashtags(("Harbour",), Style()) == ()
