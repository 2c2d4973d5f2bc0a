"""What surrounds a story: elements that their marks give away.

A mark is a class, id, role or ``itemprop``. Marks are what a theme's author wrote, so they are a strong hint
and no proof: an element that turns out to hold most of the page's prose is acquitted (see body.py).
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from bot.extract.words import word_set


class Noise(IntEnum):
    """How sure it is that an element does not belong to the story."""

    NONE = 0
    MAYBE = 1
    """Acquitted where it holds a good part of the prose."""
    SURE = 2
    """Acquitted only where most of it stands in it."""
    ALIEN = 3
    """Never the story, however long: readers' comments, the page's footer and menus."""


# Words of a mark, or neighbouring words joined with "-".
_COMMENTS = frozenset(
    [
        "comment",
        "comments",
        "commentlist",
        "commentform",
        "disqus",
        "respond",
        "replies",
        "wpdcom",
        "wpdiscuz",
    ]
)
_SURE = word_set(
    """
    related relateds relatedposts yarpp recommended recommendation recommendations recirc
    recirculation outbrain taboola trending most-read most-popular most-viewed mostread
    popular-posts popular-post more-stories more-news more-articles more-from read-also read-next
    also-read also-like you-may see-also next-up breadcrumb breadcrumbs pagination pager navigation
    navbar nav menu submenu skip-link skip-links skip-to share shares sharing sharedaddy social
    socials addthis addtoany a2a follow-us newsletter newsletters subscribe subscription signup
    sign-up mailchimp mc4wp optin cookie cookies gdpr consent popup modal lightbox overlay
    author-bio author-box author-card author-info author-description author-profile author-details
    about-author the-author authorbox bio post-author footer colophon copyright toc table-of
    tableofcontents lwptoc tags taglist tag-list tagcloud tag-cloud twitter-tweet instagram-media
    fb-post tiktok-embed bluesky-embed mastodon-embed reddit-embed reddit-card telegram-embed saboxplugin wp-polls sr-only visually-hidden screen-reader visuallyhidden advertisement
    advertising adsbygoogle a-rec adspot ad-slot ad-container ad-unit ad-wrapper ad-banner ads advert google-ad
    print-only printonly noprint no-print login post-navigation post-nav nav-links search-form
    searchform figcaption caption credit credits
    """
)
_MAYBE = word_set(
    """
    sidebar side-bar aside widget widgets banner promo promos promotion promoted sponsor sponsored
    post-media meta byline dateline timestamp posted-on ad masthead teaser teasers cta call-to donate donation
    toolbar tools utility rating ratings poll quiz gallery slideshow carousel slider player
    pull-quote pullquote disclaimer disclosure affiliate tooltip dropdown top-bar topbar site-header
    page-header contact contacts button buttons btn reading-time readtime keep-reading partner
    partners sticky flyout offcanvas off-canvas
    """
)
_BODY = word_set(
    """
    articlebody article-body articlecontent article-content article-text article-copy articletext
    article-detail entry-content entrycontent post-content post-body postcontent postbody post-entry
    single-content story-body storybody story-content story-text storytext body-content body-text
    body-copy bodycopy content-body blog-content blog-body news-body news-content news-text
    rich-text richtext post-content theme-post gh-content field-body name-body node-body
    text-content artikel-body wysiwyg rte reviewbody blogpost-body prose
    article-summary article-lead article-lede article-intro article-standfirst article-chapo story-summary story-lead story-intro post-lead post-intro
    standfirst lead-paragraph
    """
)
# Marks that say how an element looks or behaves, or what else the page has, and not what it is.
_LOOKS = re.compile(
    r"^(?:has|is|no|not|with|without|js|ng|col|row|overflow|data|theme|template|page|single|category|tag|u|elementor|wp-block-group|css)[-_]"
    r"|[:\[\]]|grid|layout|columns?\b|[-_](?:enabled|disabled|ready|loaded|true|false|on|off|wrap)$",
    re.IGNORECASE,
)
_BUILT = re.compile(
    r"^elementor-widget-(?:call-to-action|share-buttons|social-icons|form|posts|post-navigation|post-comments|author-box|table-of-contents|nav-menu)$"
)
"""What Elementor calls a part of the page that is none of the story; its other marks tell how things look."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAP = re.compile(r"[^a-z0-9]+")
MAX_MARKS = 600
"""Characters of marks that are looked at, and kept for the next element that has them."""

# Themes write the story's tags and sections into the classes of these: "post tag-comments".
_NEVER_BY_MARKS = frozenset({"html", "body", "main", "article"})
_BY_TAG = {
    "nav": Noise.ALIEN,
    "footer": Noise.ALIEN,
    "menu": Noise.ALIEN,
    "figcaption": Noise.SURE,
    "caption": Noise.SURE,
    "aside": Noise.MAYBE,
    "form": Noise.MAYBE,
    "figure": Noise.MAYBE,
}
_NAMES = ((Noise.ALIEN, _COMMENTS), (Noise.SURE, _SURE), (Noise.MAYBE, _MAYBE))
TELLING_TAGS = frozenset(_BY_TAG)
"""Elements that say something without any mark."""

_BY_ROLE = {
    "navigation": Noise.SURE,
    "contentinfo": Noise.SURE,
    "complementary": Noise.MAYBE,
    "banner": Noise.MAYBE,
    "search": Noise.SURE,
    "dialog": Noise.SURE,
    "menu": Noise.SURE,
    "menubar": Noise.SURE,
    "toolbar": Noise.SURE,
}


@lru_cache(maxsize=8192)
def classify(tag: str, marks: str, role: str) -> tuple[Noise, bool]:
    """Whether an element is noise, and whether its marks say that it holds the story's body.

    ``marks`` are its class, id and itemprop, joined with spaces.
    """
    noise = max(_BY_TAG.get(tag, Noise.NONE), _BY_ROLE.get(role, Noise.NONE))
    if not marks.strip() or tag in ("html", "body"):
        return noise, False
    words: list[str] = []
    for mark in marks[:MAX_MARKS].split():
        if _BUILT.match(mark):
            return max(noise, Noise.SURE), False
        if not _LOOKS.search(mark):
            parts = _GAP.split(_HUMP.sub("-", mark).lower())
            words += parts
            words += [f"{first}-{second}" for first, second in pairwise(parts)]
    body = not _BODY.isdisjoint(words)
    if tag in _NEVER_BY_MARKS or body:
        return noise, body
    for kind, names in _NAMES:
        if not names.isdisjoint(words):
            return max(noise, kind), False
    return noise, False
