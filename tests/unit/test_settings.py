from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.model.errors import ConfigError
from bot.platforms.x.rules import RULES
from bot.settings import Settings, load_settings, parse_configuration
from bot.wiring import Newsroom

SITE = '[site]\nname = "News"\nurl = "https://news.example"\n'
CHANNEL = SITE + '[channels.x]\nplatform = "x"\n'
WHERE = Path("config/bot.toml")


def settings(text: str, **environment: str) -> Settings:
    return Settings(WHERE, parse_configuration(text, WHERE), environment)


def test_every_value_has_its_documented_default() -> None:
    read = parse_configuration(
        CHANNEL + '[[sources]]\nname="a"\nkind="feed"\nurl="https://n.example"\n', WHERE
    )
    assert read.delivery.settle == timedelta(minutes=5)
    assert read.sources[0].first_run == "skip"
    assert read.sources[0].flood == 10
    assert read.channels["x"].review == "flagged"
    assert read.channels["x"].cadence.min_gap == timedelta(minutes=5)
    assert read.channels["x"].cadence.max_age == timedelta(hours=24)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SITE + "foo = 1", ["site.foo", "unknown key", "timezone"]),
        (CHANNEL + "[channels.x.cadence]\nslot = []", ["channels.x.cadence.slot", "slots"]),
        (CHANNEL + '[channels.x.cadence]\nslots = ["8"]', ["channels.x.cadence", '"8"', "08:00"]),
        (
            CHANNEL + '[channels.x.cadence]\nquiet = "22:00-07:00"',
            ["channels.x.cadence.quiet", "write a list"],
        ),
        (CHANNEL + '[channels.x.cadence]\nmin_gap = "soon"', ["min_gap", '"soon"', "90s"]),
        (CHANNEL + '[channels.x.cadence]\ntimezone = "Brussels"', ["timezone", "Europe/Brussels"]),
        (SITE.replace("https://", ""), ["site.url", "https://"]),
        ('[site]\nname = "x"', ["site.url", "required"]),
        (SITE + '[delivery]\ntimeout = "3m"', ["delivery", "shorter than lease"]),
        (CHANNEL + 'link = "budget"', ["channels.x", "daily_budget_usd"]),
        (CHANNEL + 'template = "../secret"', ["channels.x.template"]),
        (CHANNEL + "[prices.x]\npost = 0.01", ["prices.x.since", "required"]),
        (
            CHANNEL + "[prices.x]\nsince = 2026-05-01\npost = -1\npost_with_link = 0.2",
            ["prices.x.post"],
        ),
        (CHANNEL + 'review = "some"', ["channels.x.review", "none", "flagged", "all"]),
        (CHANNEL + 'credentials = "my x"', ["channels.x.credentials"]),
        (
            SITE + '[[sources]]\nname="a"\nkind="feed"\nurl="u"\nchannels=["y"]',
            ['"y"', "there are"],
        ),
        (SITE + "x = ", ["TOML"]),
        (SITE + '[fetch]\nallow_private = ["10.0.0.0/99"]', ["allow_private", "network"]),
    ],
)
def test_what_is_wrong_is_named_with_file_key_and_what_is_allowed(
    text: str, words: list[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_configuration(text, WHERE)
    line = str(caught.value)
    assert line.startswith("config/bot.toml: ")
    assert "\n" not in line
    for word in words:
        assert word in line


def test_credentials_go_by_prefix_and_stay_out_of_repr() -> None:
    read = settings(
        CHANNEL + "[channels.eu-today]\nplatform='x'",
        X_API_KEY=" s3cret ",
        EU_TODAY_API_KEY="k",
        X_EMPTY="",
    )
    assert read.credentials("x") == {"API_KEY": "s3cret"}
    assert read.credentials("eu-today") == {"API_KEY": "k"}
    assert "s3cret" not in repr(read)


def test_the_prefix_can_be_chosen() -> None:
    read = settings(CHANNEL + 'credentials = "MAIN"', MAIN_API_KEY="k", X_API_KEY="other")
    assert read.credentials("x") == {"API_KEY": "k"}


def test_the_environment_wins_over_the_file_for_the_database() -> None:
    assert settings(SITE).database_url == "sqlite:///data/bot.db"
    assert settings(SITE, DATABASE_URL="sqlite:///x.db").database_url == "sqlite:///x.db"


def test_a_channel_without_a_zone_has_the_sites() -> None:
    text = (
        SITE
        + 'timezone = "Asia/Tokyo"\n[channels.x]\nplatform = "x"\n[channels.y]\nplatform = "x"\n[channels.y.cadence]\ntimezone = "UTC"'
    )
    assert settings(text).cadence("x").timezone.key == "Asia/Tokyo"
    assert settings(text).cadence("y").timezone.key == "UTC"


def test_hashtags_are_fixed_or_from_tags() -> None:
    assert settings(CHANNEL + 'hashtags = ["EU"]').configuration.channels["x"].style().hashtags == (
        "EU",
    )
    style = (
        settings(CHANNEL + 'hashtags = { from = "tags", max = 3 }')
        .configuration.channels["x"]
        .style()
    )
    assert (style.hashtags, style.hashtags_from_tags) == ((), 3)


def test_a_missing_file_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_CONFIG", raising=False)
    with pytest.raises(ConfigError, match="bot init"):
        load_settings()


def test_dotenv_is_read_and_the_real_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bot.toml").write_text(CHANNEL)
    (tmp_path / ".env").write_text("X_API_KEY=from-file\nX_API_SECRET=from-file\n")
    monkeypatch.setenv("X_API_SECRET", "from-environment")
    read = load_settings("bot.toml").credentials("x")
    assert read == {"API_KEY": "from-file", "API_SECRET": "from-environment"}


def test_the_starter_file_is_the_one_in_the_repository_and_holds_the_defaults() -> None:
    root = Path(__file__).parents[2]
    starter = (root / "bot/cli/starter/bot.toml").read_text()
    assert (root / "config/bot.toml").read_text() == starter
    assert (root / ".env.example").read_text() == (root / "bot/cli/starter/env.example").read_text()
    written = parse_configuration(starter, WHERE)
    assert set(written.channels) == {"x", "facebook", "youtube"}
    bare = parse_configuration(CHANNEL, WHERE)
    assert written.delivery == bare.delivery
    assert written.channels["x"].cadence == bare.channels["x"].cadence


def test_the_prices_in_the_starter_file_are_those_of_the_platform() -> None:
    starter = (Path(__file__).parents[2] / "config/bot.toml").read_text()
    prices = parse_configuration(starter, WHERE).prices["x"]
    assert (prices.post, prices.post_with_link) == (RULES.price_usd, RULES.price_with_link_usd)
    assert (prices.delete, prices.read) == (RULES.price_delete_usd, RULES.price_read_usd)
    assert prices.since == RULES.priced_since


def test_configured_prices_are_what_posts_cost() -> None:
    text = CHANNEL + "[prices.x]\nsince = 2027-01-01\npost = 0.02\npost_with_link = 0.3\n"
    rules = Newsroom(settings(text)).channels["x"].rules
    assert (rules.price_usd, rules.price_with_link_usd) == (Decimal("0.02"), Decimal("0.3"))
    with pytest.raises(ConfigError, match='no platform "y"; allowed are facebook, x, youtube'):
        Newsroom(settings(text.replace("prices.x", "prices.y")))


def test_a_template_is_read_from_the_folder_beside_the_file(tmp_path: Path) -> None:
    text = CHANNEL + 'template = "plain.txt"\nemoji = "drop"\n'
    read = Settings(tmp_path / "bot.toml", parse_configuration(text, WHERE), {})
    with pytest.raises(ConfigError, match=r"channels\.x\.template: .*plain\.txt cannot be read"):
        read.style("x")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/plain.txt").write_text("{{ title }}\n")
    style = read.style("x")
    assert (style.template, style.keep_emoji) == ("{{ title }}\n", False)
