"""Where on a page the story's body stands.

Every block has a value: prose gives its length, links and loose lines take some. An element is worth what
stands directly in it plus a share of what its children are worth, so that the element that gathers the
story wins over its parts (too little) and over what surrounds it (one more step for little more).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import compress, pairwise

from bot.extract.blocks import Block, Kind, Node, Page
from bot.extract.noise import Noise
from bot.extract.phrases import is_box_name
from bot.extract.words import plain_words

_STEP = 0.9
"""What an element passes on of its children's worth."""
_LINK_COST, _LINK_RATE = 5.0, 0.1
_BODY_BONUS = 1.3
_ALONE = 0.8
"""Elements marked as a body that share the story with others of the kind are parts of it: no bonus."""
_TAG_BONUS = {"article": 1.1, "main": 1.05}
_ACQUITTED_FROM = {
    Noise.MAYBE: (0.75, 0.4),
    Noise.SURE: (0.85, 0.5),
    Noise.ALIEN: (0.97, 0.97),
}
"""The share of the page's prose from which an element cannot be what its marks say; the second figure is
for one that holds the headline or an element marked as a body."""
_LEAST_SHARE = 0.15
"""A body with less of the page's prose is looked for again, without mere suspicion."""
_TINY_PAGE = 200
"""With so few characters of prose, shares mean nothing."""

_TEXT_TAGS = frozenset({"p", "li", "dd", "blockquote"})
"""Elements that hold a part of a story, never the whole."""

_STOP = re.compile(r"[.!?…。！？؟।](?:[\"'”’»«“)\]」』]|[ \u00a0\u202f][\"'”’»])*$")


def find_body(page: Page, title: str = "") -> tuple[Block, ...]:
    """The blocks of the story, still with what stands between its paragraphs; empty where there are none.

    What stands above the headline is not the story, where enough stands below it.
    """
    page = _below_headline(page, title)
    prose = [_prose(block) for block in page.blocks]
    for guilty_from in (Noise.MAYBE, Noise.SURE):
        noisy = _noisy(page, prose, guilty_from)
        clean = [not noisy[block.node] for block in page.blocks]
        best = _best(page, clean)
        if best < 0:
            continue
        inside = _inside(page.nodes, {best, *_siblings(page, clean, best)})
        kept = [good and inside[block.node] for block, good in zip(page.blocks, clean, strict=True)]
        boxes = _boxes(page, prose, kept)
        kept = [keep or box for keep, box in zip(kept, boxes, strict=True)]
        # Little is left: what was taken for a widget or a hidden box may have been the story.
        if guilty_from is Noise.SURE or sum(compress(prose, kept)) >= _LEAST_SHARE * sum(prose):
            return tuple(compress(page.blocks, kept))
    return ()


def _boxes(page: Page, prose: list[int], kept: list[bool]) -> list[bool]:
    """Boxes of key points above or within the body, in whatever element: a name and the list under it."""
    noisy: list[bool] = []
    last = max((index for index, keep in enumerate(kept) if keep), default=-1)
    boxed = [False] * len(kept)
    inside = False
    for index, (block, below) in enumerate(pairwise(page.blocks[: last + 1])):
        if block.kind is Kind.ITEM:
            inside = inside and block.link_share < 0.5
        else:
            inside = below.kind is Kind.ITEM and is_box_name(block.text)
            if inside:
                noisy = noisy or _noisy(page, prose, Noise.SURE)
                inside = not noisy[block.node]
        boxed[index] = inside
    return boxed


def _below_headline(page: Page, title: str) -> Page:
    wanted = plain_words(title)
    places = [
        index
        for index, block in enumerate(page.blocks)
        if block.kind is Kind.HEADING
        and block.level == 1
        and wanted
        and plain_words(block.text) == wanted
    ]
    below = page.blocks[places[0] :] if len(places) == 1 else page.blocks
    left = sum(_prose(block) for block in below)
    enough = left > 2 * _TINY_PAGE or left > 0.5 * sum(_prose(block) for block in page.blocks)
    return Page(page.nodes, below) if enough else page


def without_noise(page: Page) -> tuple[Block, ...]:
    """The blocks of a body that is known, without the elements that are not its story."""
    noisy = _noisy(page, [_prose(block) for block in page.blocks])
    return tuple(block for block in page.blocks if not noisy[block.node])


def ends_sentence(text: str) -> bool:
    """The text ends as a sentence does."""
    return _STOP.search(text) is not None


def _prose(block: Block) -> int:
    """Characters of running text: outside links, in a block that is long or ends as a sentence."""
    own = len(block.text) - block.linked
    if block.kind is Kind.HEADING or block.link_share > 0.5:
        return 0
    return own if len(block.text) >= 80 or ends_sentence(block.text) else 0


def _value(block: Block) -> float:
    own = len(block.text) - block.linked
    if block.link_share > 0.5:
        return -_LINK_COST - _LINK_RATE * len(block.text)
    if block.kind is Kind.HEADING:
        return 0
    weight = {Kind.PARAGRAPH: 1.0, Kind.ITEM: 0.6}.get(block.kind, 0.2)
    if len(block.text) >= 80:
        return weight * own
    if ends_sentence(block.text):
        return weight * own * 0.7
    return {Kind.PARAGRAPH: -4, Kind.ROW: weight * own}.get(block.kind, 0)


def _upward(nodes: tuple[Node, ...], direct: list[float], step: float = 1.0) -> list[float]:
    """For each node its own amount and, times ``step``, those of its children. Parents come first."""
    total = list(direct)
    for index in range(len(nodes) - 1, 0, -1):
        parent = nodes[index].parent
        if parent >= 0:
            total[parent] += step * total[index]
    return total


def _noisy(page: Page, prose: list[int], guilty_from: Noise = Noise.MAYBE) -> list[bool]:
    """For each node whether it, or an element around it, is noise and was not acquitted."""
    direct = [0.0] * len(page.nodes)
    for block, amount in zip(page.blocks, prose, strict=True):
        direct[block.node] += amount
    held = _upward(page.nodes, direct)
    headed = _upward(page.nodes, _signs(page))
    whole = sum(prose)
    noisy: list[bool] = []
    for index, node in enumerate(page.nodes):
        guilty = node.noise >= guilty_from
        if guilty and whole > _TINY_PAGE:
            guilty = held[index] < _ACQUITTED_FROM[node.noise][headed[index] > 0] * whole
        noisy.append(guilty or (node.parent >= 0 and noisy[node.parent]))
    return noisy


def _signs(page: Page) -> list[float]:
    """1 for each node that is marked as a body or holds a level-one heading."""
    signs = [float(node.body) for node in page.nodes]
    for block in page.blocks:
        if block.kind is Kind.HEADING and block.level == 1:
            signs[block.node] = 1.0
    return signs


def _worth(page: Page, clean: list[bool], step: float = 1.0) -> list[float]:
    direct = [0.0] * len(page.nodes)
    teased = False
    for block, good in zip(page.blocks, clean, strict=True):
        if good and not teased:
            direct[block.node] += _value(block)
        # Under a heading that leads to another page stands that page's teaser, not this story.
        teased = good and block.kind is Kind.HEADING and block.leads_elsewhere
    return _upward(page.nodes, direct, step)


def _best(page: Page, clean: list[bool]) -> int:
    worth = _worth(page, clean, _STEP)
    bodies = any(node.body for node in page.nodes)
    marked = _marked_share(page.nodes, _worth(page, clean)) if bodies else []
    best, most = -1, 0.0
    for index, node in enumerate(page.nodes):
        bonus = _TAG_BONUS.get(node.tag, 1.0)
        if node.body and marked[index] >= _ALONE:
            bonus = _BODY_BONUS
        if worth[index] * bonus > most:
            best, most = index, worth[index] * bonus
    # where one paragraph says nearly everything, its list or second line stand beside it
    while best > 0 and page.nodes[best].tag in _TEXT_TAGS:
        best = page.nodes[best].parent
    return best


def _marked_share(nodes: tuple[Node, ...], held: list[float]) -> list[float]:
    """For each node how much it holds of all that elements marked as a body hold together."""
    within: list[bool] = []
    whole = 0.0
    for index, node in enumerate(nodes):
        above = node.parent >= 0 and within[node.parent]
        within.append(node.body or above)
        if node.body and not above:
            whole += max(0.0, held[index])
    return [amount / whole if whole else 0.0 for amount in held]


def _siblings(page: Page, clean: list[bool], best: int) -> list[int]:
    """Neighbours of the best element that are marked as a body too: parts of the same story."""
    node = page.nodes[best]
    if not node.body:
        return []
    held = _worth(page, clean)
    return [
        index
        for index, other in enumerate(page.nodes)
        if other.parent == node.parent and other.body and held[index] > 0
    ]


def _inside(nodes: tuple[Node, ...], roots: Collection[int]) -> list[bool]:
    inside: list[bool] = []
    for index, node in enumerate(nodes):
        inside.append(index in roots or (node.parent >= 0 and inside[node.parent]))
    return inside
