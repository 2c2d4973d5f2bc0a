"""What editors do at the desk, in Debian's Chromium, on a phone and on a desktop.

npm install --prefix DIR axe-core@4
AXE_CORE_NPM=DIR pytest tests/e2e/test_desk_in_a_browser.py
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.compose import compose
from bot.model.article import Article, Image
from bot.model.delivery import Delivery, State
from bot.model.errors import AgainstCadence
from bot.model.keypoint import KeyPoint, Origin, Span
from bot.model.user import Actor
from bot.pipeline.ports import NewDelivery
from tests.fakes.desk import PASSWORD, Room, desk_room

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
AXE = Path(os.environ.get("AXE_CORE_NPM") or ".", "node_modules/axe-core/axe.min.js")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium on this machine")

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000
"""Milliseconds; only a failure takes so long."""
ADA = Actor("ada")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with desk_room(tmp_path_factory.mktemp("desk")) as made:
        made.work()
        for delivery in made.bot.outbox.in_state(State.HELD):  # each test makes its own
            made.bot.decisions.reject(delivery.id, by=ADA)
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def logged_in(room: Room, chromium: playwright.Browser) -> playwright.StorageState:
    """Anna's cookies, after she logged in with the keyboard alone."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(room.base + "/queue")
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(room.base + "/queue", timeout=PATIENCE)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(params=SIZES)
def page(
    request: pytest.FixtureRequest,
    room: Room,
    chromium: playwright.Browser,
    logged_in: playwright.StorageState,
) -> Iterator[playwright.Page]:
    """A page of Anna's; whatever the browser complains about fails the test."""
    width, height = SIZES[request.param]
    context = chromium.new_context(
        base_url=room.base,
        storage_state=logged_in,
        viewport={"width": width, "height": height},
        has_touch=request.param == "phone",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # an answer that refuses is shown, and the browser calls it an error
    assert [c for c in complaints if "status of 4" not in c] == []


@pytest.fixture
def story(room: Room) -> Callable[..., dict[str, str]]:
    """Makes a story with a delivery on each channel; their ids."""

    def make(state: State, due_at: datetime | None = None, **changes: object) -> dict[str, str]:
        article = replace(a_story(), **changes)  # type: ignore[arg-type]
        new = []
        for name, plan in room.bot.newsroom.channels.items():
            draft = compose(article, plan.rules, plan.style, channel=name)
            new.append(NewDelivery(draft, state, due_at))
        return dict(zip(room.bot.newsroom.channels, room.admit(article, *new), strict=True))

    return make


COUNT = iter(range(1_000))


def a_story() -> Article:
    number = next(COUNT)
    title = f"Mill number {number} will close in spring"
    line = f"The owners of mill {number} say:"
    points = (
        f"Not one of the {300 + number} jobs “can be saved”",
        f"Mill number {number} made a loss of four million last year",
    )
    text = f"{title}, the owners said on Monday."
    spans = []
    for words in (line, *points):
        text += "\n\n"
        spans.append(Span(len(text), len(text) + len(words)))
        text += words
    return Article(
        url=f"https://news.example.com/mill-{number}/",
        slug=f"mill-{number}",
        title=title,
        text=text,
        byline="Ada Holt",
        published_at=datetime.now(UTC) - timedelta(minutes=20),
        language="en",
        key_points=tuple(
            KeyPoint(words, span, Origin.LIST, attribution=line, score=1.0)
            for words, span in zip(points, spans[1:], strict=True)
        ),
    )


def now_of(room: Room, delivery_id: str) -> Delivery:
    return room.bot.outbox.get(delivery_id)


def test_an_approved_post_stands_on_the_wall(
    room: Room, page: playwright.Page, story: Callable[..., dict[str, str]]
) -> None:
    post = now_of(room, story(State.HELD)["x"])
    page.goto("/")
    page.get_by_role("link", name="Queue").click()
    item = page.locator(f"#delivery-{post.id}")
    item.get_by_role("button", name="Approve", exact=True).click()
    playwright.expect(page.get_by_role("status").first).to_contain_text(f"Approved: “{post.title}”")
    assert now_of(room, post.id).state is State.SCHEDULED
    room.work()
    page.goto(room.sandbox.wall_url)
    playwright.expect(page.locator("section.x")).to_contain_text(post.title)
    page.goto(f"{room.base}/log")
    page.get_by_role("link", name=post.title).first.click()
    playwright.expect(page.locator("#live")).to_contain_text("anna approved it")


def test_a_text_beyond_the_limit_is_refused(
    room: Room, page: playwright.Page, story: Callable[..., dict[str, str]]
) -> None:
    post = now_of(room, story(State.HELD)["x"])
    page.goto(f"/edit/{post.id}")
    text = page.get_by_label("The post")
    longer = text.input_value() + "\n" + post.title + "\n" + "word " * 60
    text.fill(longer)
    playwright.expect(page.locator("#check .length.over")).to_contain_text("over")
    page.get_by_role("button", name="Save and approve").click()
    playwright.expect(page.get_by_role("alert")).to_contain_text("Not saved.")
    assert page.get_by_label("The post").input_value().strip() == longer.strip()
    assert now_of(room, post.id) == post


def test_a_broken_quotation_is_pointed_out_by_its_word(
    room: Room, page: playwright.Page, story: Callable[..., dict[str, str]]
) -> None:
    post = now_of(room, story(State.HELD)["x"])
    page.goto(f"/edit/{post.id}")
    text = page.get_by_label("The post")
    text.fill(text.input_value().replace("can be saved", "can be rescued"))
    playwright.expect(page.locator("#check mark.strange")).to_have_text(["rescued"])
    playwright.expect(page.locator("#check .problems")).to_contain_text("not in the article")
    page.get_by_role("button", name="Save", exact=True).click()
    playwright.expect(page.get_by_role("alert")).to_contain_text("can be rescued")
    assert now_of(room, post.id) == post
    text = page.get_by_label("The post")
    text.fill(text.input_value().replace("can be rescued", "can be saved"))
    playwright.expect(page.locator("#check .verdict.good")).to_be_visible()


def test_an_edit_that_passes_is_saved_and_approved(
    room: Room, page: playwright.Page, story: Callable[..., dict[str, str]]
) -> None:
    post = now_of(room, story(State.HELD)["x"])
    shorter = "\n".join(
        line for line in post.draft.parts[0].text.splitlines() if "loss" not in line
    )
    page.goto(f"/edit/{post.id}")
    page.get_by_label("The post").fill(shorter)
    page.get_by_role("button", name="Save and approve").click()
    playwright.expect(page.get_by_role("status").first).to_contain_text("Approved")
    after = now_of(room, post.id)
    assert (after.state, after.draft.parts[0].text) == (State.SCHEDULED, shorter)


def test_a_hand_off_is_posted_by_a_person_and_confirmed(room: Room, page: playwright.Page) -> None:
    post = room.waiting(State.HANDED_OFF, "youtube")[0]
    page.goto("/handoffs")
    item = page.locator(f"#delivery-{post.id}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    item.get_by_role("button", name="Copy").click()
    playwright.expect(item.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == post.draft.parts[0].text
    composer = item.get_by_role("link", name="Open the composer").get_attribute("href") or ""
    assert re.fullmatch(
        r"https://www\.youtube\.com/channel/[^/]+/posts\?show_create_dialog=1", composer
    )
    with page.expect_download() as download:
        item.get_by_role("link", name="Download the picture").click()
    assert download.value.suggested_filename == f"youtube-{post.id}.png"
    item.get_by_label("Confirm with the post's address").fill("https://example.com/elsewhere")
    item.get_by_role("button", name="Confirm").click()
    playwright.expect(page.get_by_role("alert")).to_contain_text("youtube.com")
    assert now_of(room, post.id).state is State.HANDED_OFF
    url = f"https://www.youtube.com/post/Ugkx{post.id:0>6}"
    item.get_by_label("Confirm with the post's address").fill(url)
    item.get_by_role("button", name="Confirm").click()
    playwright.expect(page.get_by_role("status").first).to_contain_text("Confirmed")
    assert now_of(room, post.id).posts[0].url == url


def test_a_post_is_moved_to_another_slot(
    room: Room, page: playwright.Page, story: Callable[..., dict[str, str]]
) -> None:
    zone = room.bot.newsroom.channels["facebook"].cadence.timezone
    tomorrow = datetime.now(zone).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(1)
    for _ in range(40):  # another test may have taken the slot
        ids = story(State.HELD)
        try:
            room.bot.decisions.move(ids["facebook"], tomorrow.astimezone(UTC), by=ADA)
            break
        except AgainstCadence:
            tomorrow += timedelta(days=1)
    post = ids["facebook"]
    page.goto("/calendar")
    mine = page.locator(f"#delivery-{post}")
    if page.viewport_size and page.viewport_size["width"] > 900:
        day = page.locator(".day", has=mine)
        free = day.locator("[data-slot][data-channel=facebook]").first
        target = free.get_attribute("data-slot")
        with page.expect_navigation():
            mine.locator(".slot-head").drag_to(free)
    else:
        mine.get_by_role("link", name="Move").click()
        choice = page.locator("form.slots button").nth(1)
        target = choice.get_attribute("value")
        choice.click()
    playwright.expect(page.get_by_role("status").first).to_contain_text("Moved")
    due_at = now_of(room, post).due_at
    assert due_at is not None
    assert due_at.isoformat() == datetime.fromisoformat(target or "").astimezone(UTC).isoformat()


def test_a_paused_channel_says_why_and_goes_on_again(room: Room, page: playwright.Page) -> None:
    room.bot.decisions.pause("x", "the token was refused", by=ADA)
    page.goto("/")
    page.get_by_role("link", name="See why").click()
    channel = page.locator("#channel-x")
    playwright.expect(channel).to_contain_text("Paused")
    playwright.expect(channel).to_contain_text("the token was refused")
    channel.get_by_role("button", name="Resume").click()
    playwright.expect(page.get_by_role("status").first).to_contain_text("x goes on")
    assert room.bot.outbox.channel("x").paused is None


def test_what_happens_appears_by_itself(room: Room, page: playwright.Page) -> None:
    page.goto("/health")
    channel = page.locator("#channel-facebook")
    room.bot.decisions.pause("facebook", "election silence", by=ADA)
    playwright.expect(channel).to_contain_text("election silence")
    page.locator("#channel-youtube summary").click()
    page.locator("#pause-youtube").fill("half a sentence")
    room.bot.decisions.resume("facebook", by=ADA)
    playwright.expect(page.get_by_text("Something changed.")).to_be_visible()
    assert page.locator("#pause-youtube").input_value() == "half a sentence"


def test_without_scripts_it_works_too(
    room: Room,
    chromium: playwright.Browser,
    logged_in: playwright.StorageState,
    story: Callable[..., dict[str, str]],
) -> None:
    ids = story(State.HELD)
    context = chromium.new_context(
        base_url=room.base, storage_state=logged_in, java_script_enabled=False
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"/edit/{ids['x']}")
    text = page.get_by_label("The post")
    text.fill(text.input_value().replace("saved", "rescued"))
    page.get_by_role("button", name="Check").click()
    playwright.expect(page.locator("#check mark.strange")).to_have_text(["rescued"])
    page.goto(f"/queue/{ids['facebook']}")
    page.get_by_text("Reject", exact=True).click()
    page.get_by_label("Reason").fill("overtaken")
    page.get_by_role("button", name="Reject this post").click()
    playwright.expect(page.get_by_role("status").first).to_contain_text("Rejected")
    assert now_of(room, ids["facebook"]).error == "overtaken"
    page.goto("/handoffs")
    assert page.get_by_role("button", name="Copy").count() == 0
    context.close()


HOSTILE = Article(
    url="javascript:alert(1)",
    slug="hostile",
    title="<script>document.title='owned'</script> “quoted” \u202egnp.evil " + "w" * 10_000,
    text="",
    byline="<img src=x onerror=alert(1)>",
    published_at=datetime(2026, 11, 20, tzinfo=UTC),
    language='en"><script>',
    image=Image("https://127.0.0.1:1/none.png", alt='"><script>alert(2)</script>'),
    warnings=("</ul><script>alert(3)</script>",),
)


def hostile_story() -> Article:
    point = "<b onmouseover=alert(4)>The mayor</b> \u202eresigns " + "x" * 10_000
    line = "javascript:alert(5) says:"
    text = f"Hello.\n\n{line}\n\n{point}"
    span = Span(text.index(point), len(text))
    return replace(
        HOSTILE, text=text, key_points=(KeyPoint(point, span, Origin.LIST, line, score=1.0),)
    )


def test_hostile_stories_are_harmless(room: Room, page: playwright.Page) -> None:
    article = hostile_story()
    ids = [d.id for d in room.bot.views.queue() if d.slug == "hostile"]
    if not ids:
        new = [
            NewDelivery(
                compose(article, plan.rules, plan.style, channel=name),
                State.HELD,
                None,
                reason="<i>",
            )
            for name, plan in room.bot.newsroom.channels.items()
        ]
        ids = list(room.admit(article, *new))
    story_id = now_of(room, ids[0]).article_id
    for path in ("/", "/queue", f"/edit/{ids[0]}", f"/stories/{story_id}", f"/log/{ids[0]}"):
        page.goto(path)
        assert "owned" not in page.title() or "<script>" in page.title()
        assert (
            page.evaluate(
                "document.querySelectorAll('[onerror], [onmouseover], script:not([src])').length"
            )
            == 0
        )
        hrefs = page.eval_on_selector_all(
            "a[href], img[src]", "all => all.map(e => e.href || e.src)"
        )
        assert [h for h in hrefs if not h.startswith(("http://", "https://"))] == []
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) == 0, path
        assert "\u202e" not in page.locator("#live h1, #live h2").all_inner_texts().__str__()


@pytest.mark.skipif(
    not AXE.is_file(), reason="AXE_CORE_NPM names no folder with node_modules/axe-core"
)
def test_axe_finds_nothing_serious(
    room: Room, page: playwright.Page, story: Callable[..., dict[str, str]]
) -> None:
    held = story(State.HELD)
    done = room.bot.views.log(limit=1)
    is_wide = page.viewport_size is not None and page.viewport_size["width"] > 900
    page.emulate_media(color_scheme="light" if is_wide else "dark")
    story_id = now_of(room, held["x"]).article_id
    paths = ["/", "/queue", "/handoffs", "/corrections", "/calendar", "/log", "/health", "/sources"]
    paths.append(f"/move/{held['facebook']}")
    paths += [f"/edit/{held['x']}", f"/stories/{story_id}", *(f"/log/{d.id}" for d in done)]
    found = []
    for path in paths:
        page.goto(path)
        for drawer in page.locator("details.drawer").all()[:3]:
            drawer.evaluate("details => { details.open = true }")
        # the policy lets no page run it: the browser's own console does
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("axe.run({resultTypes: ['violations']})")
        found += [
            (path, v["id"], [n["html"][:120] for n in v["nodes"][:3]])
            for v in result["violations"]
            if v["impact"] in ("serious", "critical")
        ]
    assert found == []
