"""Notes that pages set between a story's paragraphs: newsletters, "continues below", credits, sources, sharing."""

from __future__ import annotations

import regex

from bot.extract.patterns import openings, opens_with
from bot.extract.words import word_set

_LONGEST = 240
"""Characters of a note: a longer line is a paragraph, whatever it begins with."""

_NEWSLETTER = (
    r"(?:(?:jetzt|nu|ora|ahora)\s)?(?:sign up|subscribe|get our|get the|abonnieren sie|melden sie sich|abonnez-vous|inscrivez-vous|recevez|suscríbete|suscríbase|apúntate|recibe|"
    r"iscriviti|iscrivetevi|ricevi|assine|subscreva|inscreva-se|receba|meld je|schrijf je|abonneer je|ontvang|zapisz się|εγγραφείτε|γραφτείτε|abonează-te|abonați-vă|abonaţi-vă)\b"
    r".{0,80}\b(?:newsletters?|nieuwsbrief|newslettera|boletín|biuletyn\w*|ενημερωτικό δελτίο|inbox|postfach)\b[^.!?]{0,60}[.!]?$"
)
_CONTINUES = (
    r"(?:(?:der )?(?:artikel|text|beitrag) (?:wird|geht) .{0,20}(?:unter|nach) |(?:la )?suite (?:de l['’]article )?après |l['’]article (?:continue|se poursuit) après |"
    r"contin[uú]a (?:após|depois d[ao]|dopo|después de)|sigue (?:leyendo )?después de|(?:l['’]articolo|il testo) (?:continua|prosegue) (?:dopo|sotto)|"
    r"(?:de )?tekst (?:gaat|loopt) (?:verder|door) (?:onder|na)|dalsza część (?:artykułu|tekstu)|articolul continuă|το άρθρο συνεχίζεται)[^.!?]{0,60}[.!]?$"
)
_SHARE = (
    r"(?:partage[rz] (?:cet|l['’])\s?article|compart(?:ir|e|ilhe|ilhar)(?: (?:en|este|esta|no|na|por) .{1,30})?|partilh(?:ar|e)(?: .{1,30})?|deel (?:dit|op|via) .{1,30}|reageer|"
    r"κοινοποίηση|κοινοποιήστε|distribuie(?: .{1,30})?|kommentare|comentarios|comentários|comentarii|commentaires|commenti|reacties|komentarze|σχόλια|polecamy|archivado en)"
    r"(?:\s*\(\d+\))?\s*[:.!]?$"
)
_AGENCY = r"(?:dpa|afp|reuters|ap|efe|ansa|lusa|anp|pap|απε(?:-μπε)?|agerpres|mediafax|europa press|sid|kna|epd|apa|belga|keystone|lapresse|adnkronos|agi|imago|getty(?: images)?|epa|shutterstock)"
_CREDIT = (
    rf"(?:fot\.?|foto|φωτο|photo)\s+(?:[^.!?:]{{0,40}}/\s?)?{_AGENCY}\.?$|fot\.\s[^.!?]{{2,60}}$|"
    rf"(?:quellen?|fonte|fonti|fuente|źródło|sursa|πηγή|bron)\s*[:©/]\s*[^.!?]{{1,60}}\.?$|"
    rf"\((?:(?:mit (?:material von )?|avec |con |met )?{_AGENCY}(?:[/,;\s–-]+[\p{{L}}-]{{2,12}})*)\)$"
)
_RIGHTS = r"(?:riproduzione riservata|reproducción prohibida|reprodução proibida|wszelkie prawa zastrzeżone|alle rechten voorbehouden|toate drepturile rezervate)\W*$"
_WORKED = (
    r"\(?(?:(?:additional )?reporting|writing|editing|edited|compiled|written) by (?-i:\p{Lu})[^.!?]{2,200}[;)]|"
    r"\(?(?:(?:additional )?reporting|editing) by (?-i:\p{Lu})[\p{L}.'’-]*(?: (?-i:\p{Lu})[\p{L}.'’-]*){1,3}[.)]*$"
)
_LIKED = (
    r"(?:like|liked|love|loved|enjoy|enjoyed) (?:this|the|our) (?:story|article|post)\?|(?:link )?copied(?: to clipboard)?\W*$|"
    r"gefällt ihnen dieser artikel|hat ihnen (?:dieser|der) artikel gefallen|cet article vous a plu|vous avez aimé cet article|te ha gustado (?:este|el) artículo|"
    r"ti è piaciuto (?:questo |l['’])articolo|gostou (?:deste|desse|do) (?:artigo|texto)|vond je dit artikel|podobał ci się (?:ten )?artykuł|σας άρεσε το άρθρο|ți-a plăcut articolul"
)
_FOLLOW = (
    r"(?:sigue|puedes seguir|síguenos|segui|seguici|seguiteci|siga|urmărește|urmăreşte|urmăriți|urmăriţi|ακολουθήστε|suivez|folgen sie|volg|obserwuj|śledź)\b.{0,80}?"
    r"\b(?:google(?: news| actualités| discover)?|facebook|twitter|x|instagram|telegram|whatsapp|viber|messenger|youtube|tiktok|linkedin|bluesky|threads)\W*$"
)
_NOTE = regex.compile(
    rf"[\W_]*(?:{'|'.join((_NEWSLETTER, _CONTINUES, _SHARE, _CREDIT, _RIGHTS, _WORKED, _LIKED, _FOLLOW))})",
    regex.IGNORECASE,
)
_OPENINGS = openings(
    word_set(
        """
        jetzt nu ora ahora sign subscribe get abonnieren melden abonnez inscrivez recevez suscríbete suscríbase apúntate recibe
        iscriviti iscrivetevi ricevi assine subscreva inscreva receba meld schrijf abonneer ontvang zapisz εγγραφείτε γραφτείτε abonează abonați abonaţi
        der artikel text beitrag la suite l'article l’article continua continúa sigue l'articolo l’articolo il testo de tekst dalsza articolul το
        partage compart partilh deel reageer κοινοποίηση κοινοποιήστε distribuie kommentare comentarios comentários comentarii
        commentaires commenti reacties komentarze σχόλια polecamy archivado fot foto φωτο photo quelle fonte fonti fuente źródło sursa
        πηγή bron mit avec con met dpa afp reuters ap efe ansa lusa anp pap απε agerpres mediafax europa sid kna epd apa belga keystone lapresse adnkronos agi imago getty epa
        shutterstock riproduzione reproducción reprodução wszelkie alle toate additional reporting writing editing edited compiled
        written like liked love loved enjoy enjoyed link copied gefällt hat cet vous te ti gostou vond podobał σας ți-a puedes síguenos
        segui siga urmărește urmăreşte urmăriți urmăriţi ακολουθήστε suivez folgen volg obserwuj śledź
        """
    )
)
"""How notes open, whatever marks stand in front."""
_CLICK = "lick "
_CLICKS = regex.compile(
    r"\bclick (?:here )?to (?:subscribe|sign up|follow|tweet)\W*$", regex.IGNORECASE
)


def is_note(text: str) -> bool:
    """The line is the page's, not the story's."""
    if len(text) > _LONGEST:
        return False
    if _CLICK in text and _CLICKS.search(text):
        return True
    return opens_with(text, _OPENINGS) and _NOTE.match(text) is not None
