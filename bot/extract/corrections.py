"""Notices by which a newsroom says in a story that it was corrected."""

from __future__ import annotations

import regex

from bot.extract.patterns import any_of

_LABELS = (
    "correction", "corrections", "corrected", "clarification", "correction and clarification", "retraction", "erratum",
    "korrektur", "berichtigung", "richtigstellung", "klarstellung", "rectificatif", "précision", "mise au point", "erratum",
    "corrección", "rectificación", "fe de errores", "aclaración", "correzione", "rettifica", "errata corrige", "precisazione",
    "correção", "errata", "retificação", "esclarecimento", "correctie", "rectificatie", "verbetering", "verduidelijking",
    "sprostowanie", "korekta", "wyjaśnienie redakcji", "διόρθωση", "διευκρίνιση", "corectare", "erată", "precizare", "rectificare",
)  # fmt: skip
"""Words that open a notice when a colon, a dash or a date follows."""

_SENTENCES = (
    "this article was corrected", "this article has been corrected", "this article was amended", "this article has been amended",
    "this story was corrected", "this story has been corrected", "this story was amended", "this story has been amended",
    "this article has been retracted", "this article was retracted", "this story has been retracted", "this article has been withdrawn",
    "an earlier version of this article", "an earlier version of this story", "a previous version of this article",
    "a previous version of this story", "editor's note: an earlier version", "editor’s note: an earlier version",
    "dieser artikel wurde korrigiert", "dieser artikel wurde berichtigt", "in einer früheren version dieses artikels",
    "in einer früheren fassung", "in einer ersten version dieses artikels", "cet article a été corrigé", "cet article a été modifié",
    "une version précédente de cet article", "une première version de cet article", "este artículo ha sido corregido",
    "este artículo fue corregido", "una versión anterior de este artículo", "questo articolo è stato corretto",
    "una versione precedente di questo articolo", "in una versione precedente di questo articolo", "este artigo foi corrigido",
    "esta notícia foi corrigida", "uma versão anterior deste artigo", "dit artikel is gecorrigeerd", "dit artikel is aangepast",
    "in een eerdere versie van dit artikel", "ten artykuł został poprawiony", "artykuł został skorygowany",
    "we wcześniejszej wersji artykułu", "w poprzedniej wersji artykułu", "το άρθρο διορθώθηκε", "το παρόν άρθρο διορθώθηκε",
    "σε προηγούμενη έκδοση του άρθρου", "acest articol a fost corectat", "o versiune anterioară a acestui articol",
    "într-o versiune anterioară a acestui articol",
)  # fmt: skip
"""Beginnings of sentences that are a notice whatever follows."""

_OPENING = r"^[\s\p{Ps}*_–—-]*"
_LABEL = regex.compile(
    rf"{_OPENING}{any_of(_LABELS)}\s*(?:[:：–—]|\(|,?\s*\d{{1,4}}[\s./-]|-\s)", regex.IGNORECASE
)
_SENTENCE = regex.compile(_OPENING + any_of(_SENTENCES), regex.IGNORECASE)


def correction_notices(text: str) -> tuple[str, ...]:
    """The paragraphs of an article's text that say that it was corrected, as they stand there."""
    return tuple(
        block
        for block in map(str.strip, text.split("\n\n"))
        if _LABEL.match(block) or _SENTENCE.match(block)
    )
