"""Boxes of key points: what newsrooms call them."""

from __future__ import annotations

import regex

from bot.extract.patterns import any_of

_NAMES = (
    "key points", "key point", "key takeaways", "key takeaway", "key facts", "key findings", "key highlights",
    "key messages", "key developments", "key insights", "the key points", "main points", "main takeaways", "takeaways",
    "highlights", "story highlights", "at a glance", "in brief", "in short", "in summary", "summary", "quick facts",
    "quick take", "quick read", "quick summary", "the facts", "facts", "fast facts", "bullet points", "the essentials",
    "what we know", "what we know so far", "what you need to know", "what to know", "what you should know",
    "need to know", "things to know", "five things to know", "the basics", "top line", "the bottom line", "tl;dr",
    "the main points", "the gist", "the story so far", "overview", "executive summary", "here's what we know",
    "das wichtigste in kürze", "das wichtigste", "das wichtigste im überblick", "auf einen blick", "in kürze",
    "im überblick", "kurz und knapp", "kernpunkte", "die wichtigsten punkte", "zusammenfassung", "kurz gefasst",
    "die fakten", "fakten", "was wir wissen", "was bekannt ist", "darum geht es", "darum geht's",
    "l'essentiel", "l’essentiel", "en bref", "points clés", "les points clés", "ce qu'il faut retenir", "à retenir",
    "ce qu’il faut retenir", "ce que l'on sait", "ce que l’on sait", "résumé", "en résumé", "les faits", "en un coup d'œil",
    "puntos clave", "las claves", "claves", "en breve", "en resumen", "resumen", "lo esencial", "lo que sabemos",
    "lo más importante", "de un vistazo", "datos clave", "qué se sabe",
    "punti chiave", "i punti chiave", "in sintesi", "in breve", "in pillole", "cosa sappiamo", "i fatti", "riassunto",
    "pontos-chave", "pontos chave", "pontos principais", "em resumo", "resumo", "em síntese", "o que se sabe",
    "o essencial", "destaques", "o que sabemos",
    "kernpunten", "in het kort", "het belangrijkste", "samenvatting", "hoofdpunten", "wat we weten", "de feiten",
    "najważniejsze informacje", "w skrócie", "kluczowe punkty", "najważniejsze", "co wiemy", "podsumowanie", "w pigułce",
    "με μια ματιά", "συνοπτικά", "βασικά σημεία", "τα κύρια σημεία", "εν συντομία", "τι γνωρίζουμε", "περίληψη", "με λίγα λόγια",
    "pe scurt", "puncte cheie", "idei principale", "rezumat", "ce știm", "ce ştim", "în rezumat", "esențialul",
)  # fmt: skip
"""Names of boxes of key points: they introduce a list and say nothing about whose claims it holds."""
_HERE_ARE = r"(?:here (?:are|is)|here['’]s|hier sind|voici|ecco|estos son|estas son|aqui estão)\s(?:(?:some|a few|einige) (?:of )?)?(?:the |die |les |los |las |i |le |os |as )?"
_BOX_NAME = regex.compile(rf"^[\W_\d]*(?:{_HERE_ARE})?{any_of(_NAMES)}[\W_]*$", regex.IGNORECASE)


def is_box_name(line: str) -> bool:
    """The line is no more than the name of a box of key points."""
    return _BOX_NAME.match(line) is not None
