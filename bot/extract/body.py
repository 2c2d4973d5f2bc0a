"""Where on a page the story's body stands.

Every block has a value: prose gives its length, links and loose lines take some. An element is worth what
stands directly in it plus a share of what its children are worth, so that the element that gathers the
story wins over its parts (too little) and over what surrounds it (one more step for little more).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

from bot.extract.blocks import HEADING, ITEM, PARAGRAPH, ROW, Block, Nodes, Page
from bot.extract.boxes import is_box_name
from bot.extract.noise import Noise
from bot.extract.titles import without_tail
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

_LONG = 80
"""Characters from which a block is prose, however it ends."""
_KIND_WEIGHT = {PARAGRAPH: 1.0, ITEM: 0.6, ROW: 0.2}
_SHORT_WEIGHT = 0.7
_LOOSE_LINE = -4.0
"""What a short line that is no sentence takes from its element."""

_TEXT_TAGS = frozenset({"p", "li", "dd", "blockquote"})
"""Elements that hold a part of a story, never the whole."""

_STOPS = tuple(".!?…。！？؟।")
_CLOSING = 20
"""Characters at a text's end among which its last stop and the marks behind it stand."""
_STOP = re.compile(r"[.!?…。！？؟।](?:[\"'”’»«“)\]」』]|[ \u00a0\u202f][\"'”’»])*$")


@dataclass(frozen=True, slots=True)
class _Scales:
    """A page and what each of its blocks weighs.

    ``prose`` are characters of running text: outside links, in a block that is long or ends as a sentence; ``values`` are
    the blocks' worth as parts of a story.
    """

    nodes: Nodes
    blocks: Sequence[Block]
    prose: Sequence[int]
    values: Sequence[float]

    @classmethod
    def of(cls, page: Page) -> _Scales:
        weights = [_weigh(block) for block in page.blocks]
        return cls(
            nodes=page.nodes,
            blocks=page.blocks,
            prose=[prose for prose, _ in weights],
            values=[value for _, value in weights],
        )

    def below(self, first: int) -> _Scales:
        """The same page from its block ``first`` on."""
        return _Scales(self.nodes, self.blocks[first:], self.prose[first:], self.values[first:])

    def upward(self, direct: list[float], step: float = 1.0) -> list[float]:
        """For each node its own amount and, times ``step``, those of its children."""
        total = direct.copy()
        parents = self.nodes.parents
        for index in range(len(total) - 1, 0, -1):
            amount = total[index]
            if amount and parents[index] >= 0:
                total[parents[index]] += step * amount
        return total


def find_body(page: Page, title: str = "") -> tuple[Block, ...]:
    """The blocks of the story, still with what stands between its paragraphs; empty where there are none.

    What stands above the headline is not the story, where enough stands below it.
    """
    scales = _below_headline(_Scales.of(page), title)
    for guilty_from in (Noise.MAYBE, Noise.SURE):
        noisy = _noisy(scales, guilty_from)
        clean = [not noisy[block.node] for block in scales.blocks]
        direct = _direct(scales, clean)
        held = scales.upward(direct) if scales.nodes.bodies else []
        best = _best(scales, scales.upward(direct, _STEP), held)
        if best < 0:
            continue
        inside = _inside(scales.nodes.parents, {best, *_siblings(scales.nodes, held, best)})
        kept = [
            good and inside[block.node] for block, good in zip(scales.blocks, clean, strict=True)
        ]
        boxes = _boxes(scales, kept)
        kept = [keep or box for keep, box in zip(kept, boxes, strict=True)]
        # Little is left: what was taken for a widget or a hidden box may have been the story.
        enough = sum(compress(scales.prose, kept)) >= _LEAST_SHARE * sum(scales.prose)
        if guilty_from is Noise.SURE or enough:
            return tuple(compress(scales.blocks, kept))
    return ()


def without_noise(page: Page) -> tuple[Block, ...]:
    """The blocks of a body that is known, without the elements that are not its story."""
    if not any(page.nodes.noises):
        return page.blocks
    noisy = _noisy(_Scales.of(page))
    return tuple(block for block in page.blocks if not noisy[block.node])


def ends_sentence(text: str) -> bool:
    """The text ends as a sentence does."""
    return text.endswith(_STOPS) or _STOP.search(text[-_CLOSING:]) is not None


def _weigh(block: Block) -> tuple[int, float]:
    """The block's prose and its value."""
    kind, text, linked = block.kind, block.text, block.linked
    size = len(text)
    own = size - linked
    if linked > 0.5 * size:
        return 0, -_LINK_COST - _LINK_RATE * size
    if kind is HEADING:
        return 0, 0.0
    value = _KIND_WEIGHT[kind] * own
    if size >= _LONG:
        return own, value
    if ends_sentence(text):
        return own, value * _SHORT_WEIGHT
    return 0, _LOOSE_LINE if kind is PARAGRAPH else 0.0 if kind is ITEM else value


def _boxes(scales: _Scales, kept: list[bool]) -> list[bool]:
    """Boxes of key points above or within the body, in whatever element: a name and the list under it."""
    noisy: list[bool] = []
    last = max((index for index, keep in enumerate(kept) if keep), default=-1)
    boxed = [False] * len(kept)
    inside = False
    for index, (block, below) in enumerate(pairwise(scales.blocks[: last + 1])):
        if block.kind is ITEM:
            inside = inside and block.link_share < 0.5
        else:
            inside = below.kind is ITEM and is_box_name(block.text)
            if inside:
                noisy = noisy or _noisy(scales, Noise.SURE)
                inside = not noisy[block.node]
        boxed[index] = inside
    return boxed


def _below_headline(scales: _Scales, title: str) -> _Scales:
    wanted = plain_words(title)
    places = [
        index
        for index, block in enumerate(scales.blocks)
        if block.level == 1
        and block.kind is HEADING
        and wanted
        and plain_words(without_tail(block.text)) == wanted
    ]
    if len(places) != 1:
        return scales
    below = scales.below(places[0])
    left = sum(below.prose)
    enough = left > 2 * _TINY_PAGE or left > 0.5 * sum(scales.prose)
    return below if enough else scales


def _noisy(scales: _Scales, guilty_from: Noise = Noise.MAYBE) -> list[bool]:
    """For each node whether it, or an element around it, is noise and was not acquitted."""
    direct = [0.0] * len(scales.nodes.tags)
    for block, amount in zip(scales.blocks, scales.prose, strict=True):
        direct[block.node] += amount
    held = scales.upward(direct)
    headed = _headed(scales)
    whole = sum(scales.prose)
    is_tiny = whole <= _TINY_PAGE
    noisy: list[bool] = []
    for index, (parent, noise) in enumerate(
        zip(scales.nodes.parents, scales.nodes.noises, strict=True)
    ):
        guilty = noise >= guilty_from
        if guilty and not is_tiny:
            guilty = held[index] < _ACQUITTED_FROM[noise][index in headed] * whole
        noisy.append(guilty or (parent >= 0 and noisy[parent]))
    return noisy


def _headed(scales: _Scales) -> set[int]:
    """The nodes that hold a level-one heading or an element marked as a body, or are one."""
    headings = (block.node for block in scales.blocks if block.level == 1 and block.kind is HEADING)
    found: set[int] = set()
    for start in (*headings, *scales.nodes.bodies):
        node = start
        while node >= 0 and node not in found:
            found.add(node)
            node = scales.nodes.parents[node]
    return found


def _direct(scales: _Scales, clean: Iterable[bool]) -> list[float]:
    """What each node is worth by the blocks that stand directly in it."""
    direct = [0.0] * len(scales.nodes.tags)
    teased = False
    for block, value, good in zip(scales.blocks, scales.values, clean, strict=True):
        if good and not teased:
            direct[block.node] += value
        # Under a heading that leads to another page stands that page's teaser, not this story.
        teased = good and block.linked > 0 and block.kind is HEADING and block.leads_elsewhere
    return direct


def _best(scales: _Scales, worth: list[float], held: list[float]) -> int:
    """The node that is worth most; ``held`` is what each holds, empty where none is marked as a body."""
    nodes = scales.nodes
    alone = _alone(nodes, held)
    best, most = -1, 0.0
    for index, amount in enumerate(worth):
        if amount <= 0:
            continue
        bonus = _BODY_BONUS if index in alone else _TAG_BONUS.get(nodes.tags[index], 1.0)
        if amount * bonus > most:
            best, most = index, amount * bonus
    # where one paragraph says nearly everything, its list or second line stand beside it
    while best > 0 and nodes.tags[best] in _TEXT_TAGS:
        best = nodes.parents[best]
    return best


def _alone(nodes: Nodes, held: list[float]) -> frozenset[int]:
    """The elements marked as a body that hold nearly all that such elements hold together."""
    bodies = frozenset(nodes.bodies)
    outer = [body for body in bodies if bodies.isdisjoint(_above(nodes, body))]
    whole = sum(max(0.0, held[body]) for body in outer)
    return frozenset(body for body in bodies if whole and held[body] / whole >= _ALONE)


def _above(nodes: Nodes, node: int) -> Iterator[int]:
    while (node := nodes.parents[node]) >= 0:
        yield node


def _siblings(nodes: Nodes, held: list[float], best: int) -> list[int]:
    """Neighbours of the best element that are marked as a body too: parts of the same story."""
    if best not in nodes.bodies:
        return []
    parent = nodes.parents[best]
    return [body for body in nodes.bodies if nodes.parents[body] == parent and held[body] > 0]


def _inside(parents: Sequence[int], roots: Collection[int]) -> list[bool]:
    inside: list[bool] = []
    for index, parent in enumerate(parents):
        inside.append(index in roots or (parent >= 0 and inside[parent]))
    return inside
