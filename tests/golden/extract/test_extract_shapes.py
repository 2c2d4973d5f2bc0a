"""Every shape of a list and of an attribution, in several languages: the same small story of our own, told in each.

The samples say what a newsroom would print: a line that introduces, the line's two claims, and prose around them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.extract import read_page
from bot.extract.speakers import speaker_of
from bot.model.keypoint import KeyPoint, Origin


@dataclass(frozen=True)
class Tongue:
    """The words of one language: prose, an introducing line, its two claims, another side's line and claim."""

    prose: str
    line: str
    claims: tuple[str, str]
    other_line: str
    other_claims: tuple[str, str]
    box: str


TONGUES = {
    "en": Tongue(
        "The harbour council met on Tuesday to talk about the old fish hall and its eighteen stalls.",
        "The mayor promises:",
        ("The hall stays open in winter", "No rent is due in the first year"),
        "The fishers object:",
        ("The roof leaks above six stalls", "Nobody asked them before May"),
        "Key points",
    ),
    "de": Tongue(
        "Der Hafenrat sprach am Dienstag über die alte Fischhalle und ihre achtzehn Stände am Kai.",
        "Die Bürgermeisterin verspricht:",
        ("Die Halle bleibt im Winter offen", "Im ersten Jahr fällt keine Miete an"),
        "Die Fischer wenden ein:",
        ("Das Dach ist über sechs Ständen undicht", "Vor dem Mai hat sie niemand gefragt"),
        "Auf einen Blick",
    ),
    "fr": Tongue(
        "Le conseil du port a parlé mardi de la vieille halle aux poissons et de ses dix-huit étals.",
        "Le maire promet :",
        ("La halle reste ouverte en hiver", "Aucun loyer n’est dû la première année"),
        "Les pêcheurs répondent :",
        ("Le toit fuit au-dessus de six étals", "Personne ne les a consultés avant mai"),
        "L’essentiel",
    ),
    "es": Tongue(
        "El consejo del puerto habló el martes de la vieja lonja de pescado y de sus dieciocho puestos.",
        "La alcaldesa promete:",
        ("La lonja sigue abierta en invierno", "El primer año no se paga alquiler"),
        "Los pescadores responden:",
        ("El tejado gotea sobre seis puestos", "Nadie les preguntó antes de mayo"),
        "Puntos clave",
    ),
    "it": Tongue(
        "Il consiglio del porto ha parlato martedì del vecchio mercato del pesce e dei suoi diciotto banchi.",
        "Il sindaco promette:",
        ("Il mercato resta aperto in inverno", "Nessun affitto per il primo anno"),
        "I pescatori rispondono:",
        ("Il tetto perde sopra sei banchi", "Nessuno li ha sentiti prima di maggio"),
        "In sintesi",
    ),
    "pl": Tongue(
        "Rada portu rozmawiała we wtorek o starej hali rybnej i jej osiemnastu stoiskach przy nabrzeżu.",
        "Burmistrz obiecuje:",
        ("Hala będzie otwarta także zimą", "W pierwszym roku nie będzie czynszu"),
        "Rybacy odpowiadają:",
        ("Dach przecieka nad sześcioma stoiskami", "Nikt ich nie pytał przed majem"),
        "W skrócie",
    ),
    "el": Tongue(
        "Το συμβούλιο του λιμανιού μίλησε την Τρίτη για την παλιά ιχθυαγορά και τους δεκαοκτώ πάγκους της.",
        "Η δήμαρχος υπόσχεται:",
        ("Η αγορά μένει ανοιχτή τον χειμώνα", "Τον πρώτο χρόνο δεν θα υπάρχει ενοίκιο"),
        "Οι ψαράδες απαντούν:",
        ("Η στέγη στάζει πάνω από έξι πάγκους", "Κανείς δεν τους ρώτησε πριν τον Μάιο"),
        "Με μια ματιά",
    ),
    "nl": Tongue(
        "De havenraad sprak dinsdag over de oude vishal en de achttien kramen aan de kade van de stad.",
        "De burgemeester belooft:",
        ("De hal blijft open in de winter", "Het eerste jaar is er geen huur"),
        "De vissers antwoorden:",
        ("Het dak lekt boven zes kramen", "Niemand vroeg hun iets voor mei"),
        "In het kort",
    ),
    "pt": Tongue(
        "O conselho do porto falou na terça-feira do velho mercado de peixe e das suas dezoito bancas.",
        "A presidente da câmara promete:",
        ("O mercado fica aberto no inverno", "No primeiro ano não se paga renda"),
        "Os pescadores respondem:",
        ("Chove no telhado sobre seis bancas", "Ninguém os ouviu antes de maio"),
        "Pontos-chave",
    ),
    "ro": Tongue(
        "Consiliul portului a vorbit marți despre vechea hală de pește și despre cele optsprezece tarabe ale ei.",
        "Primarul promite:",
        ("Hala rămâne deschisă iarna", "În primul an nu se plătește chirie"),
        "Pescarii răspund:",
        ("Acoperișul curge peste șase tarabe", "Nimeni nu i-a întrebat înainte de mai"),
        "Pe scurt",
    ),
}


def bullets(claims: tuple[str, str]) -> str:
    return "<ul>" + "".join(f"<li>{claim}</li>" for claim in claims) + "</ul>"


def typed(mark: str, claims: tuple[str, str]) -> str:
    return "".join(f"<p>{mark} {claim}</p>" for claim in claims)


# Each shape: how the line and the claims are set.
SHAPES = {
    "a paragraph with a colon": lambda t: f"<p>{t.line}</p>{bullets(t.claims)}",
    "a bold line": lambda t: f"<p><strong>{t.line}</strong></p>{bullets(t.claims)}",
    "a heading": lambda t: f"<h3>{t.line}</h3>{bullets(t.claims)}",
    "the end of the paragraph above": lambda t: f"<p>{t.prose} {t.line}</p>{bullets(t.claims)}",
    "an ordered list": lambda t: (
        f"<p>{t.line}</p><ol><li>{t.claims[0]}</li><li>{t.claims[1]}</li></ol>"
    ),
    "a definition list": lambda t: (
        f"<dl><dt>{t.line}</dt><dd>{t.claims[0]}</dd><dd>{t.claims[1]}</dd></dl>"
    ),
    "bullets typed as paragraphs": lambda t: f"<p>{t.line}</p>{typed('•', t.claims)}",
    "dashes typed as paragraphs": lambda t: f"<p>{t.line}</p>{typed('–', t.claims)}",
    "squares typed as paragraphs": lambda t: f"<p>{t.line}</p>{typed('▪', t.claims)}",
    "emoji typed as paragraphs": lambda t: f"<p>{t.line}</p>{typed('👉', t.claims)}",
    "figures typed as paragraphs": lambda t: (
        f"<p>{t.line}</p><p>1) {t.claims[0]}</p><p>2) {t.claims[1]}</p>"
    ),
    "stars typed as paragraphs": lambda t: f"<p>{t.line}</p>{typed('*', t.claims)}",
    "ticks in boxes of a page builder": lambda t: (
        f"<div><p>{t.line}</p></div>" + "".join(f"<div><p>✔ {c}</p></div>" for c in t.claims)
    ),
    "a bold lead-in and lines broken by br": lambda t: (
        f"<p><b>{t.line}</b><br>– {t.claims[0]}<br>– {t.claims[1]}</p>"
    ),
    "a list in a quotation block": lambda t: (
        f"<blockquote><p>{t.line}</p>{bullets(t.claims)}</blockquote>"
    ),
    "spans in items": lambda t: (
        f"<h2>{t.line}</h2><ul>" + "".join(f"<li><span>{c}</span></li>" for c in t.claims) + "</ul>"
    ),
    "lines broken by br": lambda t: f"<p>{t.line}<br>• {t.claims[0]}<br>• {t.claims[1]}</p>",
    "a nested list": lambda t: f"<ul><li>{t.line}{bullets(t.claims)}</li></ul>",
    "items set as headings": lambda t: (
        f"<p>{t.line}</p><ul><li><h4>{t.claims[0]}</h4></li><li><h4>{t.claims[1]}</h4></li></ul>"
    ),
}


def read(language: str, tongue: Tongue, body: str) -> list[KeyPoint]:
    prose = f"<p>{tongue.prose}</p>"
    page = f"<html lang={language}><article><h1>{tongue.box} 7</h1>{prose}{body}{prose}</article></html>"
    points = list(read_page(page, "https://n.example/hall").key_points)
    text = read_page(page, "https://n.example/hall").text
    assert all(text[point.span.start : point.span.end] == point.text for point in points)
    return points


@pytest.mark.parametrize("language", TONGUES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_list_keeps_its_claims_and_whose_they_are(shape: str, language: str) -> None:
    tongue = TONGUES[language]
    points = read(language, tongue, SHAPES[shape](tongue))
    assert [(point.attribution, point.text) for point in points] == [
        (tongue.line, claim) for claim in tongue.claims
    ]
    assert {point.origin for point in points} == {Origin.LIST}


@pytest.mark.parametrize("language", TONGUES)
def test_a_nested_list_belongs_to_the_item_above_it(language: str) -> None:
    tongue = TONGUES[language]
    inner = f"<li>{tongue.other_line}{bullets(tongue.other_claims)}</li>"
    body = f"<p>{tongue.line}</p><ul><li>{tongue.claims[0]}</li>{inner}<li>{tongue.claims[1]}</li></ul>"
    assert [(point.attribution, point.text) for point in read(language, tongue, body)] == [
        (tongue.line, tongue.claims[0]),
        *((tongue.other_line, claim) for claim in tongue.other_claims),
        (tongue.line, tongue.claims[1]),
    ]


@pytest.mark.parametrize("language", TONGUES)
def test_a_box_of_key_points_introduces_and_attributes_nothing(language: str) -> None:
    tongue = TONGUES[language]
    points = read(language, tongue, f"<h3>{tongue.box}</h3>{bullets(tongue.claims)}")
    assert [(point.attribution, point.text) for point in points] == [
        (None, claim) for claim in tongue.claims
    ]


@pytest.mark.parametrize("language", TONGUES)
@pytest.mark.parametrize("between", ["", "<p>{prose}</p>"])
def test_two_sides_keep_their_own_claims(between: str, language: str) -> None:
    tongue = TONGUES[language]
    body = (
        f"<p>{tongue.line}</p>{bullets(tongue.claims)}{between.format(prose=tongue.prose)}"
        f"<p>{tongue.other_line}</p>{bullets(tongue.other_claims)}"
    )
    assert [(point.attribution, point.text) for point in read(language, tongue, body)] == [
        *((tongue.line, claim) for claim in tongue.claims),
        *((tongue.other_line, claim) for claim in tongue.other_claims),
    ]


@pytest.mark.parametrize("language", TONGUES)
@pytest.mark.parametrize("bold", [True, False])
def test_two_sides_in_one_list_keep_their_own_claims(bold: bool, language: str) -> None:
    """The parents name the sides, without a colon."""
    tongue = TONGUES[language]
    sides = [
        (tongue.line.rstrip(" :"), tongue.claims),
        (tongue.other_line.rstrip(" :"), tongue.other_claims),
    ]
    items = "".join(
        f"<li>{f'<b>{side}</b>' if bold else side}{bullets(claims)}</li>" for side, claims in sides
    )
    points = read(language, tongue, f"<ul>{items}</ul>")
    assert [
        (point.attribution, point.text) for point in points if point.attribution is not None
    ] == [(side, claim) for side, claims in sides for claim in claims]


@pytest.mark.parametrize("language", TONGUES)
def test_two_sides_in_one_flat_list_keep_their_own_claims(language: str) -> None:
    tongue = TONGUES[language]
    lines = (tongue.line, *tongue.claims, tongue.other_line, *tongue.other_claims)
    items = "".join(f"<li>{line}</li>" for line in lines)
    assert [
        (point.attribution, point.text) for point in read(language, tongue, f"<ul>{items}</ul>")
    ] == [
        *((tongue.line, claim) for claim in tongue.claims),
        *((tongue.other_line, claim) for claim in tongue.other_claims),
    ]


@pytest.mark.parametrize("language", TONGUES)
def test_a_typed_list_within_a_typed_list(language: str) -> None:
    tongue = TONGUES[language]
    first, second = tongue.claims
    inner = "".join(f"<p>– {claim}</p>" for claim in tongue.other_claims)
    body = f"<p>{tongue.line}</p><p>• {first}</p>{inner}<p>• {second}</p>"
    assert [(point.attribution, point.text) for point in read(language, tongue, body)] == [
        (tongue.line, first),
        *((tongue.line, claim) for claim in tongue.other_claims),
        (tongue.line, second),
    ]


SPEAKERS = [
    # X said
    ("Lena Ortiz said that the hall stays open.", "Lena Ortiz"),
    ("Lena Ortiz sagte, die Halle bleibe offen.", "Lena Ortiz"),
    ("Lena Ortiz a déclaré que la halle restait ouverte.", "Lena Ortiz"),
    ("Lena Ortiz afirmó que la lonja sigue abierta.", "Lena Ortiz"),
    ("Lena Ortiz ha detto che il mercato resta aperto.", "Lena Ortiz"),
    ("Lena Ortiz zei dat de hal open blijft.", "Lena Ortiz"),
    ("La alcaldesa Lena Ortiz ha asegurado que la lonja sigue abierta.", "La alcaldesa Lena Ortiz"),
    ("Lena Ortiz disse que o mercado fica aberto.", "Lena Ortiz"),
    ("Lena Ortiz powiedziała, że hala będzie otwarta.", "Lena Ortiz"),
    ("Η Λένα Νίκου δήλωσε ότι η αγορά μένει ανοιχτή.", "Η Λένα Νίκου"),
    ("Lena Ortiz a spus că hala rămâne deschisă.", "Lena Ortiz"),
    # a quotation, and who said it
    ("“The hall stays open all winter,” said Lena Ortiz.", "Lena Ortiz"),
    ("„Die Halle bleibt den Winter über offen“, sagte Lena Ortiz.", "Lena Ortiz"),
    ("« La halle reste ouverte tout l’hiver », a déclaré Lena Ortiz.", "Lena Ortiz"),
    ("«La lonja sigue abierta todo el invierno», afirmó Lena Ortiz.", "Lena Ortiz"),
    ("„Hala będzie otwarta całą zimę”, powiedziała Lena Ortiz.", "Lena Ortiz"),
    ("- Hala będzie otwarta całą zimę - mówi burmistrz Lena Ortiz.", "burmistrz Lena Ortiz"),
    ("„Hala będzie otwarta całą zimę” — dodał rzecznik portu Jan Lis.", "rzecznik portu Jan Lis"),
    ("“De hal blijft de hele winter open”, vertelt Lena Ortiz.", "Lena Ortiz"),
    ("“O mercado fica aberto todo o inverno”, ressaltou Lena Ortiz.", "Lena Ortiz"),
    ("«Η αγορά μένει ανοιχτή», λέει ο Γιώργος Νίκου.", "ο Γιώργος Νίκου"),
    ("„Hala rămâne deschisă toată iarna”, a transmis Lena Ortiz.", "Lena Ortiz"),
    # an office alone
    ("«La lonja sigue abierta todo el invierno», afirmó la alcaldesa.", "la alcaldesa"),
    ("« La halle reste ouverte tout l’hiver », a indiqué la préfecture.", "la préfecture"),
    ("«Η αγορά μένει ανοιχτή», τόνισε ο πρωθυπουργός.", "ο πρωθυπουργός"),
    ("Secondo il sindaco, il mercato resta aperto.", "il sindaco"),
    # according to
    ("According to Lena Ortiz, the hall stays open.", "Lena Ortiz"),
    ("Laut Lena Ortiz bleibt die Halle offen.", "Lena Ortiz"),
    ("Selon Lena Ortiz, la halle reste ouverte.", "Lena Ortiz"),
    ("Según Lena Ortiz, la lonja sigue abierta.", "Lena Ortiz"),
    ("Secondo Lena Ortiz, il mercato resta aperto.", "Lena Ortiz"),
    ("Volgens Lena Ortiz, blijft de hal open.", "Lena Ortiz"),
    ("Segundo Lena Ortiz, o mercado fica aberto.", "Lena Ortiz"),
    ("Zdaniem Leny Ortiz hala będzie otwarta.", "Leny Ortiz"),
    ("Σύμφωνα με το υπουργείο Υγείας, η αγορά μένει ανοιχτή.", "το υπουργείο Υγείας"),
    ("Potrivit lui Ion Popescu, hala rămâne deschisă.", "Ion Popescu"),
    ("A detta di Lena Ortiz, il mercato resta aperto.", "Lena Ortiz"),
    ("Stando alla Banca d'Italia, il mercato resta aperto.", "Banca d'Italia"),
    ("Selon l’Insee, la halle reste ouverte.", "l’Insee"),
    # as X said
    ("Jak powiedziała Lena Ortiz, hala będzie otwarta.", "Lena Ortiz"),
    ("Όπως δήλωσε η Λένα Νίκου, η αγορά μένει ανοιχτή.", "η Λένα Νίκου"),
    # … so X, … zufolge
    ("Die Halle bleibt den Winter über offen, so Lena Ortiz.", "Lena Ortiz"),
    ("Lena Ortiz zufolge bleibt die Halle offen.", "Lena Ortiz"),
]


@pytest.mark.parametrize(("sentence", "speaker"), SPEAKERS)
def test_who_said_it_is_known_in_each_language(sentence: str, speaker: str) -> None:
    assert speaker_of(sentence) == speaker


QUOTATIONS = {
    "en": (
        "“The hall stays open all winter, and no stall pays rent in the first year.”",
        "Lena Ortiz said so on Tuesday.",
        "The hall has eighteen stalls.",
    ),
    "de": (
        "„Die Halle bleibt den ganzen Winter offen, und kein Stand zahlt im ersten Jahr Miete.“",
        "Das sagte Lena Ortiz am Dienstag.",
        "Die Halle hat achtzehn Stände.",
    ),
    "fr": (
        "« La halle reste ouverte tout l’hiver, et aucun étal ne paie de loyer la première année. »",
        "Lena Ortiz a déclaré cela mardi.",
        "La halle compte dix-huit étals.",
    ),
    "es": (
        "«La lonja sigue abierta todo el invierno y ningún puesto paga alquiler el primer año».",
        "Lena Ortiz afirmó esto el martes.",
        "La lonja tiene dieciocho puestos.",
    ),
    "it": (
        "«Il mercato resta aperto tutto l’inverno e nessun banco paga l’affitto il primo anno».",
        "Lena Ortiz ha detto questo martedì.",
        "Il mercato conta diciotto banchi.",
    ),
    "nl": (
        "“De hal blijft de hele winter open en geen kraam betaalt huur in het eerste jaar.”",
        "Lena Ortiz zei dat dinsdag.",
        "De hal telt achttien kramen.",
    ),
    "pl": (
        "„Hala będzie otwarta przez całą zimę, a żadne stoisko nie zapłaci czynszu w pierwszym roku”.",
        "Lena Ortiz powiedziała to we wtorek.",
        "Hala ma osiemnaście stoisk.",
    ),
    "pt": (
        "“O mercado fica aberto todo o inverno e nenhuma banca paga renda no primeiro ano.”",
        "Lena Ortiz afirmou isso na terça-feira.",
        "O mercado tem dezoito bancas.",
    ),
    "ro": (
        "„Hala rămâne deschisă toată iarna și nicio tarabă nu plătește chirie în primul an.”",
        "Lena Ortiz a declarat asta marți.",
        "Hala are optsprezece tarabe.",
    ),
    "el": (
        "«Η αγορά μένει ανοιχτή όλο τον χειμώνα και κανένας πάγκος δεν πληρώνει ενοίκιο τον πρώτο χρόνο.»",
        "Η Lena Ortiz δήλωσε την Τρίτη.",
        "Η αγορά έχει δεκαοκτώ πάγκους.",
    ),
}


def told(language: str, beside: str) -> list[KeyPoint]:
    quotation = QUOTATIONS[language][0]
    page = f"<html lang={language}><article><h1>7</h1><p>{quotation} {beside}</p></article></html>"
    points = read_page(page, "https://n.example/hall").key_points
    return [point for point in points if point.text.strip("“”„«» .") in quotation]


@pytest.mark.parametrize("language", QUOTATIONS)
def test_a_quotation_has_the_speaker_who_is_named_beside_it(language: str) -> None:
    speakers = [point.speaker for point in told(language, QUOTATIONS[language][1])]
    assert [(name or "").removeprefix("Η ") for name in speakers] == ["Lena Ortiz"]


@pytest.mark.parametrize("language", QUOTATIONS)
def test_a_quotation_that_nobody_is_named_for_is_no_key_point(language: str) -> None:
    assert told(language, QUOTATIONS[language][2]) == []
