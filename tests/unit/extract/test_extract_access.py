"""Paywall stubs and live blogs are told to the editor."""

from __future__ import annotations

import pytest

from bot.extract import read_page
from bot.extract.access import WALL_STEMS
from bot.extract.phrases import PAYWALLS

STORY = (
    "<p>The council of Westhaven met on Tuesday evening to settle the plan for the old docks of the town.</p>"
    "<p>Nobody left early, and the mayor spoke last of all, at a quarter past eleven at night.</p>"
    "<p>The plan foresees 240 flats, a school, and a footbridge over the basin, to be built by 2031.</p>"
)


def warnings(body: str, head: str = "", url: str = "https://n.example/docks") -> str:
    page = f"<html lang=en>{head}<body><article><h1>Docks plan agreed</h1>{body}</article></body></html>"
    return " ".join(read_page(page, url).warnings)


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe to read the rest of this story.",
        "Dieser Artikel ist exklusiv für Abonnenten.",
        "Cet article est réservé aux abonnés.",
        "Contenido exclusivo para suscriptores.",
        "Contenuto riservato agli abbonati.",
        "Dit artikel is alleen voor abonnees.",
        "Μόνο για συνδρομητές.",
        "You have reached your article limit.",
        "Para leer más, suscríbete.",
        "Czytaj dalej po zalogowaniu.",
        "Diesen Text gibt es nur mit Abo.",
    ],
)
def test_a_wall_after_the_beginning_is_told(wall: str) -> None:
    assert "paywall" in warnings(f"{STORY}<div><p>{wall}</p></div>")


def test_what_machines_are_told_of_access_counts() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Docks plan agreed", '
        '"isAccessibleForFree": false}</script>'
    )
    assert "paywall" in warnings(STORY, head)
    assert "paywall" in warnings(STORY, '<meta property="article:content_tier" content="locked">')
    assert "paywall" not in warnings(STORY, '<meta property="article:content_tier" content="free">')


def test_a_story_that_is_there_in_full_is_no_stub() -> None:
    sold = '<meta property="article:content_tier" content="locked">'
    assert "paywall" not in warnings(STORY * 8, sold)
    assert "paywall" not in warnings(STORY)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>', ""),
        ("", "https://n.example/live/docks"),
        ("", "https://n.example/politik/liveticker/docks"),
        ("", "https://n.example/monde/en-direct/docks"),
    ],
)
def test_a_live_blog_is_told(head: str, url: str) -> None:
    assert "live blog" in warnings(STORY, head, url or "https://n.example/docks")


@pytest.mark.parametrize(
    "title",
    [
        "Docks plan: live updates",
        "EN DIRECT - Le plan des docks",
        "Docks: el pleno, minuto a minuto",
        "Diretta: il piano",
    ],
)
def test_a_headline_tells_a_live_blog(title: str) -> None:
    page = f"<html lang=en><article><h1>{title}</h1>{STORY}</article></html>"
    assert "live blog" in " ".join(read_page(page, "https://n.example/docks").warnings)


def test_a_headline_about_living_tells_none() -> None:
    page = (
        f"<html lang=en><article><h1>Live music returns to the docks</h1>{STORY}</article></html>"
    )
    assert "live blog" not in " ".join(read_page(page, "https://n.example/docks").warnings)


def test_entries_with_their_times_make_a_live_blog() -> None:
    entries = "".join(f"<p>{hour}:15</p>{STORY}" for hour in range(9, 17))
    assert "live blog" in warnings(entries)
    assert "live blog" not in warnings(STORY, url="https://n.example/live-music-returns")


def test_music_that_is_live_is_no_live_blog() -> None:
    assert "live blog" not in warnings(STORY, url="https://n.example/culture/deliver-the-show")


@pytest.mark.parametrize("phrase", PAYWALLS)
def test_every_phrase_of_a_wall_is_looked_for(phrase: str) -> None:
    assert any(stem in phrase for stem in WALL_STEMS)
    assert "behind a paywall" in warnings(f"{STORY}<p>{phrase.capitalize()} …</p>")
