"""Where on a page the story's body stands.

Every block has a value: prose gives its length, links and loose lines take some. An element is worth what
stands directly in it plus a share of what its children are worth, so that the element that gathers the
story wins over its parts (too little) and over what surrounds it (one more step for little more).
"""

from __future__ import annotations

import re
from itertools import compress

from bot.extract.blocks import Block, Kind, Node, Page
from bot.extract.noise import Noise

_STEP = 0.9
"""What an element passes on of its children's worth."""
_BODY_BONUS = 1.3
_TAG_BONUS = {"article": 1.1, "main": 1.05}
_ACQUITTED_FROM = {Noise.MAYBE: 0.4, Noise.SURE: 0.5, Noise.COMMENTS: 0.95}
"""The share of the page's prose from which an element cannot be what its marks say."""
_LEAST_SHARE = 0.15
"""A body with less of the page's prose is looked for again, without mere suspicion."""
_TINY_PAGE = 200
"""With so few characters of prose, shares mean nothing."""

_STOP = re.compile(r"[.!?…。！？؟।][\"'”’»«“)\]」』]*$")


def find_body(page: Page) -> tuple[Block, ...]:
    """The blocks of the story, still with what stands between its paragraphs; empty where there are none."""
    prose = [_prose(block) for block in page.blocks]
    for guilty_from in (Noise.MAYBE, Noise.SURE):
        noisy = _noisy(page, prose, guilty_from)
        clean = [not noisy[block.node] for block in page.blocks]
        best = _best(page, clean)
        if best < 0:
            continue
        inside = _inside(page.nodes, best)
        kept = [good and inside[block.node] for block, good in zip(page.blocks, clean, strict=True)]
        # Little is left: what was taken for a widget or a hidden box may have been the story.
        if guilty_from is Noise.SURE or sum(compress(prose, kept)) >= _LEAST_SHARE * sum(prose):
            return tuple(compress(page.blocks, kept))
    return ()


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
        return -10 - 0.2 * len(block.text)
    if block.kind is Kind.HEADING:
        return 0
    weight = {Kind.PARAGRAPH: 1.0, Kind.ITEM: 0.6}.get(block.kind, 0.2)
    if len(block.text) >= 80:
        return weight * own
    if ends_sentence(block.text):
        return weight * own * 0.7
    return -4 if block.kind is Kind.PARAGRAPH else 0


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
    whole = sum(prose)
    noisy: list[bool] = []
    for index, node in enumerate(page.nodes):
        guilty = node.noise >= guilty_from and not (
            whole > _TINY_PAGE and held[index] >= _ACQUITTED_FROM[node.noise] * whole
        )
        noisy.append(guilty or (node.parent >= 0 and noisy[node.parent]))
    return noisy


def _best(page: Page, clean: list[bool]) -> int:
    direct = [0.0] * len(page.nodes)
    for block, good in zip(page.blocks, clean, strict=True):
        if good:
            direct[block.node] += _value(block)
    worth = _upward(page.nodes, direct, _STEP)
    best, most = -1, 0.0
    for index, node in enumerate(page.nodes):
        bonus = _BODY_BONUS if node.body else _TAG_BONUS.get(node.tag, 1.0)
        if worth[index] * bonus > most:
            best, most = index, worth[index] * bonus
    return best


def _inside(nodes: tuple[Node, ...], root: int) -> list[bool]:
    inside: list[bool] = []
    for index, node in enumerate(nodes):
        inside.append(index == root or (node.parent >= 0 and inside[node.parent]))
    return inside
