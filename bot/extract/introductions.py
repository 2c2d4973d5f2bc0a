"""The line above a list: whether it introduces the list, and whose claims it says they are.

- A line that ends in a colon, or asks for a list in words ("the following"): its last sentence;
- a bold or short line that is no sentence, and a heading: as printed;
- the name of a box ("Key points", "What we know"): introduces, but attributes nothing: None;
- an ordinary sentence: does not introduce: None.
"""

from __future__ import annotations

import regex

from bot.extract.blocks import HEADING, ROW, Block
from bot.extract.body import ends_sentence
from bot.extract.boxes import is_box_name
from bot.extract.sentences import split

_SHORT_LINE = 140
"""A longer line that is not a sentence is no introduction but broken prose."""
_LABEL = 80
"""A line that is not bold has to be shorter and unbroken; else it may be a caption."""
_LONG_LINE = 400
_STOP_WITHIN = regex.compile(r"[.!?]\s?\p{Lu}|/")
_ASKS_FOR_LIST = regex.compile(
    r"(?:the following|as follows|these points|following (?:points|measures|steps|items)|folgende\w*|wie folgt|suivant\w*|siguiente\w*|"
    r"seguente|seguenti|seguintes?|volgende|następując\w*|ακόλουθ\w*|εξής|următoare\w*)\W*$",
    regex.IGNORECASE,
)
_PERSON_BEFORE = regex.compile(
    r"[\W_]*(?i:he|she|they|er|sie|il(?=\s(?:a|dit|ajoute|affirme|demande|explique|précise|promet|propose|répond)\s)|elle|ils|elles|él|ella|ellos|ellas|egli|lui|lei|loro|ele|ela|eles|elas|hij|zij|ze|ona|oni|"
    r"αυτός|αυτή|αυτοί)\s(?!.*\p{Lu}\p{Ll})"
)


def introduction(above: Block) -> tuple[str | None, bool]:
    """The attribution that the block above a list gives, and whether it names a box of key points."""
    text = above.text
    if is_box_name(text):
        return None, True
    if above.kind is HEADING:
        return text, False
    if announces(text):
        line = _last_sentence(text)
        return (None, True) if is_box_name(line) else (line, False)
    if above.kind is ROW:  # its cells are not told apart, and one side's claims would be all sides'
        return None, False
    label = not above.linked and not _STOP_WITHIN.search(text) and not ends_sentence(text)
    if (above.bold and len(text) <= _SHORT_LINE) or (label and len(text) <= _LABEL):
        return text, False
    return None, False


def announces(text: str) -> bool:
    """The text ends so that something has to follow: in a colon, or with words such as "the following"."""
    return text.endswith((":", "：", "…", "...")) or (
        len(text) < _LONG_LINE and _ASKS_FOR_LIST.search(text) is not None
    )


def names_nobody(line: str) -> bool:
    """The line gives what follows to a person whom only the text before it names: "He said:"."""
    return _PERSON_BEFORE.match(line) is not None


def _last_sentence(text: str) -> str:
    """The last sentence; with the one before where it says "they" for whom that one names."""
    spans = split(text)
    last = text[spans[-1].start :]
    if len(spans) > 1 and names_nobody(last):
        longer = text[spans[-2].start :]
        return longer if len(longer) <= _LONG_LINE else last
    return last
