from __future__ import annotations

import pytest

from bot.extract import read_page
from bot.extract.hearsay import is_hearsay
from bot.extract.ranking import stands_alone

NAMELESS = [
    ("es", "El puente es inseguro desde hace años, dijo."),
    ("es", "«El puente es inseguro», ha dicho hoy, y nadie lo sabía."),
    ("es", "Añadió que nadie en la ciudad había oído hablar del puente."),
    ("es", "El puente, según ella, es inseguro desde hace años."),
    ("it", "Il ponte è insicuro da anni, ha detto ai giornalisti."),
    ("it", "Ha aggiunto che nessuno in città aveva sentito parlare del ponte."),
    ("it", "Il ponte, secondo lui, è insicuro da anni."),
    ("pt", "A ponte é insegura há anos e ninguém sabia, disse."),
    ("pt", "Acrescentou que ninguém na cidade tinha ouvido falar da ponte."),
    ("pt", "A ponte, segundo ela, é insegura há anos."),
    ("pl", "Most jest niebezpieczny od lat, powiedziała."),
    ("pl", "– Most jest niebezpieczny od lat – mówi."),
    ("pl", "Dodała, że nikt w mieście nie słyszał o tym moście."),
    ("pl", "Most jest jego zdaniem niebezpieczny od lat."),
    ("el", "Η γέφυρα είναι επικίνδυνη εδώ και χρόνια, είπε."),
    ("el", "Πρόσθεσε ότι κανείς δεν είχε ακούσει για τη γέφυρα."),
    ("el", "Σύμφωνα με τον ίδιο, η γέφυρα είναι επικίνδυνη."),
    ("ro", "Podul este nesigur de ani de zile, a spus el."),
    ("ro", "A adăugat că nimeni din oraș nu auzise de pod."),
    ("ro", "Podul este nesigur, potrivit acestuia, de ani de zile."),
    ("fr", "Le pont est dangereux depuis des années, selon lui."),
    ("fr", "Le pont est dangereux depuis des années, précise-t-elle."),
    ("nl", "Volgens hem is de brug al jaren onveilig."),
    ("nl", "De brug is volgens haar al jaren onveilig."),
    ("de", "Ihm zufolge ist die Brücke seit Jahren unsicher."),
    ("de", "Nach ihrer Einschätzung ist die Brücke seit Jahren unsicher."),
    ("de", "Die Brücke ist seit Jahren unsicher, warnt er."),
    ("de", "Die Brücke sei seit Jahren unsicher."),
    ("de", "Niemand in der Stadt habe je davon gehört, und der Bürgermeister müsse gehen."),
    ("en", "The bridge has been unsafe for years, according to him."),
    ("en", "The bridge has been unsafe for years, he believes."),
    ("en", "The bridge that I built for the county was never safe."),
    ("de", "Die Brücke, die ich gebaut habe, war nie sicher."),
    ("fr", "Le pont que j’ai construit pour la ville n’était pas sûr."),
    ("es", "El puente que yo construí para la ciudad no era seguro."),
    ("nl", "De brug die ik voor de stad heb gebouwd was nooit veilig."),
    ("ru", "Мост, который я построил для города, никогда не был прочным."),
]


@pytest.mark.parametrize(("language", "claim"), NAMELESS)
def test_a_claim_whose_speaker_is_left_out_does_not_read_alone(language: str, claim: str) -> None:
    assert is_hearsay(claim, language) or stands_alone(claim, language) is False
    assert not stands_alone(claim, language)


NAMED = [
    ("es", "El puente es inseguro desde hace años, dijo Ana Ruiz."),
    ("es", "La alcaldesa añadió que nadie había oído hablar del puente."),
    ("it", "Il ponte è insicuro da anni, ha detto Marina Ferri ai giornalisti."),
    ("pt", "A ponte é insegura há anos, disse Rui Costa na terça-feira."),
    ("pl", "Most jest niebezpieczny od lat, powiedziała Anna Lis."),
    ("el", "Η γέφυρα είναι επικίνδυνη, είπε ο Νίκος Παππάς."),
    ("ro", "Podul este nesigur de ani de zile, a spus Ion Popescu."),
    ("ro", "„Podul este nesigur de ani de zile”, a spus primarul."),
    ("ro", "„Podul este nesigur de ani de zile”, a anunţat Ion Popescu."),
    ("fr", "Lucie Arnaud a défendu une réforme qui, selon elle, est juste."),
    ("nl", "De brug is volgens haar advocaat al jaren onveilig."),
    ("de", "Die Brücke sei seit Jahren unsicher, sagte Petra Wolff."),
    ("de", "Nach Angaben der Polizei habe niemand davon gewusst."),
    ("de", "Die Brücke bleibt gesperrt, weil sie unsicher sei."),
    ("de", "Gott sei Dank wurde auf der Brücke niemand verletzt."),
    ("en", "The bridge has been unsafe for years, according to her lawyer."),
    ("en", "A. Smith of the county says that the bridge is safe."),
    ("pt", "A EU quer pagar metade da ponte sobre o Lind."),
    ("en", "“I built the bridge for the county of Norrland,” said Ida Falk."),
    ("en", "The trial over Highway I-95 and King Charles I’s bridge goes on."),
]


@pytest.mark.parametrize(("language", "claim"), NAMED)
def test_a_claim_whose_speaker_is_named_reads_alone(language: str, claim: str) -> None:
    assert stands_alone(claim, language)


@pytest.mark.parametrize(
    ("language", "leans"),
    [
        ("zh", "他还说，没有人问过居民对这座旧桥的意见。"),
        ("zh", "但是桥墩比人们想象的要老得多，修理费用也高得多。"),
        ("ja", "彼は橋が何年も前から危険だったと繰り返した。"),
        ("ja", "その橋は何年も前から危険だったと市が認めた。"),
        ("ar", "وأضاف أن أحدا لم يسأل السكان عن رأيهم في الجسر."),
        ("ar", "لكن الأعمدة أقدم مما كان يعتقد الجميع في المدينة."),
    ],
)
def test_openers_are_known_where_no_space_follows(language: str, leans: str) -> None:
    assert not stands_alone(leans, language)


@pytest.mark.parametrize(
    ("language", "whole"),
    [
        ("zh", "市政府表示，旧桥将于夏天关闭六个月进行维修。"),
        ("ja", "一方的な通行止めに町の住民が反対している。"),
        ("ar", "سيغلق الجسر القديم ستة أشهر لأن اثنين من أعمدته متصدعان."),
    ],
)
def test_a_whole_statement_stands_in_scripts_without_capitals(language: str, whole: str) -> None:
    assert stands_alone(whole, language)


LEAD = (
    "The old bridge over the Lind will close for six months because two of its pillars are cracked."
)


def speakers(*paragraphs: str) -> dict[str, str | None]:
    body = "".join(f"<p>{text}</p>" for text in (LEAD, *paragraphs))
    article = read_page(f"<html lang=en><article><h1>7</h1>{body}</article>", "")
    return {point.text: point.speaker for point in article.key_points}


QUOTATION = "“Nobody in the town was asked about the old bridge or its pillars.”"


def test_a_quotation_between_two_speakers_is_neither_ones() -> None:
    between = f"Lena Ortiz said the river was high. {QUOTATION} Ida Falk said dinner was served."
    assert QUOTATION not in speakers(between)


def test_a_quotation_has_the_speaker_beside_it_or_before_its_colon() -> None:
    assert speakers(f"{QUOTATION} Ida Falk said so on Monday.")[QUOTATION] == "Ida Falk"
    assert (
        speakers("Ida Falk of the county said:", QUOTATION)[QUOTATION] == "Ida Falk of the county"
    )
    assert QUOTATION not in speakers("Ida Falk said that it rained.", QUOTATION)


@pytest.mark.parametrize(
    ("language", "judged"),
    [
        ("en", "The plan is “a disgrace for the town”, and nobody wants it built."),
        ("de", "Der Plan ist „eine Schande für die Stadt“, und niemand will ihn bezahlen."),
        ("fr", "Le plan est « une honte pour la ville », et personne n’en veut ici."),
        ("es", "El plan es “una vergüenza para todos”, y nadie lo quiere en la ciudad."),
        ("it", "Il piano è “una vergogna per tutti”, e nessuno in città lo vuole più."),
    ],
)
def test_a_judgement_in_quotation_marks_needs_its_judge(language: str, judged: str) -> None:
    page = f"<html lang={language}><article><h1>7</h1><p>{judged}</p></article>"
    assert judged not in {point.text for point in read_page(page, "").key_points}


def test_a_slogan_in_quotation_marks_needs_no_speaker() -> None:
    slogan = "The old bridge carries a sign with the words “Look at the river”."
    assert slogan in speakers(slogan)


@pytest.mark.parametrize(
    ("language", "speech", "named"),
    [
        ("pl", "– Most jest niebezpieczny od lat i nikt w mieście o tym nie wiedział.", "– Most jest niebezpieczny od lat – powiedziała Anna Lis."),
        ("ru", "— Мост опасен уже много лет, и никто в городе об этом не знал.", "Мост закрыт до лета, сообщила мэрия города."),
        ("es", "—El puente es inseguro desde hace años y nadie lo sabía.", "—El puente es inseguro —dijo Ana Ruiz."),
    ],
)  # fmt: skip
def test_speech_behind_a_dash_needs_its_speaker(language: str, speech: str, named: str) -> None:
    page = f"<html lang={language}><article><h1>7</h1><p>{speech}</p><p>{named}</p></article>"
    assert speech not in {point.text for point in read_page(page, "").key_points}


def test_speech_behind_a_dash_goes_on_with_the_same_speaker() -> None:
    first = "– Most jest niebezpieczny od lat i trzeba go zamknąć – powiedziała Anna Lis."
    goes_on = "– Nikt w mieście nie wiedział, że filary mają pęknięcia."
    page = f"<html lang=pl><article><h1>7</h1><p>{first} {goes_on}</p></article>"
    found = {point.text: point.speaker for point in read_page(page, "").key_points}
    assert found == {first: "Anna Lis", goes_on: "Anna Lis"}


@pytest.mark.parametrize("mark", ["A:", "Q:", "Antwort:", "Réponse :"])
def test_an_answer_of_an_interview_does_not_read_alone(mark: str) -> None:
    assert not stands_alone(f"{mark} The bridge has been unsafe for more than ten years.", "en")


@pytest.mark.parametrize(
    ("language", "leans"),
    [
        ("en", "For this reason, the county kept the bridge open."),
        ("en", "Not all of them agree with the plan of the county."),
        ("en", "There, the county wants to build a new bridge by 2031."),
        ("en", "If his claims are right, the county has known for years."),
        ("de", "Demnach wusste der Kreis seit Jahren von den Rissen."),
        ("de", "Deren Pfeiler sind älter als die Stadt selbst."),
        ("de", "Wie er sagte, ist die Brücke seit Jahren unsicher."),
        ("fr", "À ce titre, le maire demande une expertise à la région."),
        ("fr", "L’intéressé dément avoir connu les fissures avant mai."),
        ("es", "Dicho puente es el único paso hacia el puerto."),
        ("es", "Por otra parte, el puente es el único paso hacia el puerto."),
        ("it", "Lo ha detto Marina Ferri lunedì in consiglio comunale."),
        ("it", "Da qui la richiesta di una perizia alla regione."),
        ("pt", "Por isso, a câmara fechou a ponte aos camiões em maio."),
        ("nl", "Hierdoor is de brug al jaren dicht voor vrachtwagens."),
        ("pl", "Z tego powodu most jest zamknięty dla ciężarówek."),
        ("el", "Από την πλευρά του ο δήμος έκλεισε τη γέφυρα."),
        ("ro", "Din acest motiv podul este închis pentru camioane."),
    ],
)
def test_more_openers_that_lean_on_the_sentence_before(language: str, leans: str) -> None:
    assert not stands_alone(leans, language)


CITED = "Nobody in the town was asked about the old bridge or its pillars."
COST = "<p>The repair costs 3.5 million crowns and is paid by the county of Norrland.</p>"


def test_a_block_of_quotation_is_someones_words() -> None:
    assert CITED not in speakers(f"</p>{COST}<blockquote><p>{CITED}</p></blockquote><p>")


@pytest.mark.parametrize(
    "block",
    [
        f"<blockquote><p>{CITED}</p><cite>Ida Falk, fisher</cite></blockquote>",
        f"<blockquote><p>{CITED}</p><p>— Ida Falk</p></blockquote>",
        f"<p>Ida Falk said:</p><blockquote><p>{CITED}</p></blockquote>",
    ],
)
def test_a_block_of_quotation_has_the_speaker_below_or_before_its_colon(block: str) -> None:
    assert speakers(f"</p>{COST}{block}<p>")[CITED] == "Ida Falk"


def test_a_story_that_is_all_set_as_a_quotation_is_read() -> None:
    page = (
        f"<html lang=en><article><h1>7</h1><blockquote><p>{LEAD}</p>{COST}</blockquote></article>"
    )
    assert LEAD in {point.text for point in read_page(page, "").key_points}
