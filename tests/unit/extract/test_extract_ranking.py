from __future__ import annotations

import pytest

from bot.extract import read_page
from bot.extract.ranking import AT_MOST, stands_alone
from bot.model.article import Article
from bot.model.keypoint import Origin


def read(*paragraphs: str, title: str = "Bridge closes") -> Article:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return read_page(
        f"<html lang=en><article><h1>{title}</h1>{body}</article>", "https://n.example/a"
    )


LEAD = "The old bridge over the Lind will close for six months because two of its five pillars are cracked."
COST = "The repair costs 3.5 million crowns and is paid by the county of Norrland."
PEOPLE = "About 12,000 people from Westhaven cross the river there every day on their way to work."


def texts(article: Article) -> list[str]:
    return [point.text for point in article.key_points]


def test_a_story_without_a_list_gives_its_telling_sentences() -> None:
    article = read(LEAD, COST, PEOPLE)
    assert sorted(texts(article)) == sorted([LEAD, COST, PEOPLE])
    assert texts(article)[0] == LEAD
    assert {point.origin for point in article.key_points} == {Origin.SENTENCE}


def test_points_are_few_and_the_best_comes_first() -> None:
    facts = (
        "Aby sold its old harbour cranes to a museum in Bergen.",
        "Seven farmers near Falun planted oaks along the railway.",
        "Gotene opens a public library inside its former bakery.",
        "Winter storms broke three windmills above Hede last year.",
        "Jarna schools now serve breakfast to every pupil before lessons.",
        "Prices for timber doubled at the Kil sawmill since January.",
        "Divers found a Viking anchor beneath the Lund ferry pier.",
    )
    article = read(*facts)
    assert len(article.key_points) == AT_MOST
    scores = [point.score for point in article.key_points]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1


def test_the_same_is_not_said_twice() -> None:
    again = "For six months the old bridge over the Lind will close because two of its five pillars are cracked."
    assert len(texts(read(LEAD, again, COST))) == 2


def test_the_title_is_not_repeated() -> None:
    again = "The old bridge over the Lind will now close for six whole months."
    title = "Old bridge over the Lind will close for six months, the county says"
    assert texts(read(again, COST, PEOPLE, title=title)) == [COST, PEOPLE]


@pytest.mark.parametrize(
    "sentence",
    [
        "He added that the pillars were older than anyone had thought.",
        "But the pillars are older than anyone had thought.",
        "In the meantime the ferries of the county run every ten minutes.",
        "The latter is older than anyone in the county had thought.",
        "The pillars were wrong,” the engineers of the county have reported.",
        "The pillars are older than anyone in the county had thought, he said.",
        "“No pillar of this bridge will be standing in ten years from now.”",
        "What will the people of the county do without their bridge?",
        "Who knows how long the people of the county can do without it?!",
    ],
)
def test_what_does_not_read_alone_is_not_chosen(sentence: str) -> None:
    filler = [
        f"The {name} office of the county counted {n} cars on {name} street."
        for n, name in enumerate(("Aby", "Berg", "Dal", "Eker"), 10)
    ]
    assert sentence not in texts(read(LEAD, COST, PEOPLE, *filler, sentence))


def test_a_quotation_needs_a_speaker_in_reach() -> None:
    speech = "“No pillar of this bridge will be standing in ten years from now,” said Lena Ortiz."
    article = read(LEAD, COST, speech)
    point = next(point for point in article.key_points if point.text == speech)
    assert point.speaker == "Lena Ortiz"


@pytest.mark.parametrize(
    ("language", "leans", "stands"),
    [
        (
            "de",
            "Er kam am Montag um neun Uhr an.",
            "Die Brücke wird am Montag um neun Uhr gesperrt.",
        ),
        (
            "fr",
            "Cependant le pont reste fermé tout l’été.",
            "Le pont reste fermé pendant tout l’été.",
        ),
        ("nl", "Daarna ging de brug weer open.", "Het kabinet wil de brug weer openen."),
        (
            "pl",
            "Tymczasem most jest nadal zamknięty dla aut.",
            "Most jest nadal zamknięty dla wszystkich aut.",
        ),
        (
            "en",
            "Meanwhile the bridge stays closed for cars.",
            "Ten people work on the bridge each day.",
        ),
        ("ru", "Однако мост закрыт до самого лета.", "Мост через реку закрыт до лета."),
        ("uk", "Проте міст зачинено до самого літа.", "Міст через річку зачинено до літа."),
        ("ja", "しかし、橋は夏まで閉鎖されたままである。", "港の橋は夏まで閉鎖される見通しだ。"),
        (
            "ko",
            "하지만 다리는 여름까지 닫혀 있을 것이다.",
            "항구의 다리는 여름까지 닫혀 있을 것이다.",
        ),
        (
            "id",
            "Namun jembatan itu tetap ditutup hingga musim panas.",
            "Jembatan pelabuhan ditutup hingga musim panas.",
        ),
        (
            "sv",
            "Dessutom är bron stängd för alla bilar.",
            "Bron vid hamnen är stängd för alla bilar.",
        ),
    ],
)
def test_openers_are_known_in_each_language(language: str, leans: str, stands: str) -> None:
    assert not stands_alone(leans, language)
    assert stands_alone(stands, language)


def test_the_same_page_gives_the_same_points() -> None:
    assert read(LEAD, COST, PEOPLE).key_points == read(LEAD, COST, PEOPLE).key_points


PORRIDGE = "At a quarter to eight the smell of porridge reaches the quay, and by eight o’clock no chair is free."
FIRST = "A year ago the Hill School became the first in Aby to give breakfast to each of its 190 pupils."
SAID = "“It has changed our mornings for good,” said Ida Lund, the head teacher."
LATE = "In the year since then it happened 410 times, according to the school."
SCHOOL = "Free breakfast has “changed our mornings”, says head teacher of Hill School"


def best(article: Article) -> str:
    return max(article.key_points, key=lambda point: point.score).text


def test_a_scene_is_not_the_news() -> None:
    article = read(PORRIDGE, FIRST, COST, PEOPLE, title="Hill School gives breakfast to all pupils")
    assert best(article) == FIRST


def test_the_quotation_that_the_title_quotes_comes_first() -> None:
    article = read(PORRIDGE, FIRST, COST, SAID, PEOPLE, title=SCHOOL)
    assert best(article) == SAID
    assert max(article.key_points, key=lambda point: point.score).speaker == "Ida Lund"


@pytest.mark.parametrize(
    ("language", "leans"),
    [
        ("en", LATE),
        ("en", "By eight in the morning it was all but empty of cars and carts."),
        ("de", "In den Jahren seither wurde die Brücke dreimal gesperrt."),
        ("fr", "Le pont a depuis lors été fermé trois fois par la ville."),
        ("es", "El puente fue cerrado desde entonces tres veces por la ciudad."),
        ("it", "Il ponte è stato chiuso da allora tre volte dalla città."),
        ("pl", "Most był od tego czasu zamknięty trzy razy przez miasto."),
    ],
)
def test_what_counts_from_the_sentence_before_does_not_read_alone(
    language: str, leans: str
) -> None:
    assert not stands_alone(leans, language)


def test_a_pronoun_with_its_name_before_it_reads_alone() -> None:
    assert stands_alone("After Ida Lund left the school, she opened a bakery by the quay.", "en")


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", "This is the moment a guard of Westhaven Castle slipped and fell before the crowd."),
        ("en", "It is crunch time this weekend for the ferries between Westhaven and Norrland."),
        ("de", "Es wird eng für die Fähre nach Norderney, denn der Kai ist gesperrt."),
        ("fr", "Ces images montrent comment le pont de Westhaven est tombé mardi matin."),
    ],
)
def test_the_first_sentence_may_point_to_what_it_goes_on_to_name(language: str, first: str) -> None:
    assert stands_alone(first, language, first=True)
    assert not stands_alone(first, language)


def test_the_first_sentence_still_names_what_it_means() -> None:
    assert not stands_alone(
        "It may well rain, but there is a lot to smile about.", "en", first=True
    )
    assert not stands_alone("He told the court on Monday that all is well.", "en", first=True)
    assert not stands_alone("But Anders Lind has a lot to smile about this week.", "en", first=True)


def test_a_first_sentence_may_name_its_person_behind_the_pronoun() -> None:
    person = "He may not be playing much in Aby but Anders Lind has a lot to smile about this week."
    assert stands_alone(person, "en", first=True)
    assert not stands_alone(person, "en")


@pytest.mark.parametrize(
    "torn",
    [
        "‘No pillar of this bridge will be standing in ten years from now.",
        "The engineer wrote to the county: ‘No pillar will stand in ten years.",
        "No pillar of this bridge will be standing in ten years from now.’",
        "'No pillar of this bridge will be standing in ten years from now.",
    ],
)
def test_a_quotation_in_single_marks_is_not_torn(torn: str) -> None:
    assert not stands_alone(torn, "en")


@pytest.mark.parametrize(
    "whole",
    [
        "‘No pillar will be standing in ten years,’ said Lena Ortiz of the county.",
        "The players’ wages fell by a tenth in the ‘golden’ years of the club.",
        "The night was all rock ’n’ roll in Westhaven, Anders’ home, in those years.",
        "'s Avonds gaat de brug weer open voor het verkeer.",
    ],
)
def test_apostrophes_and_pairs_of_single_marks_tear_nothing(whole: str) -> None:
    assert stands_alone(whole, "en")


@pytest.mark.parametrize(
    "caption",
    [
        "Lena Ortiz (left) will lead the county of Norrland from next summer on.",
        "The old bridge (pictured in 2011) will close for six months in the summer.",
        "Lena Ortiz (rechts) führt ab dem Sommer den Kreis Norrland.",
    ],
)
def test_what_points_at_a_picture_does_not_read_alone(caption: str) -> None:
    assert not stands_alone(caption, "en")


def test_a_former_office_is_no_pointer_and_the_former_is() -> None:
    assert stands_alone("The former Westhaven striker moved to Norrland last summer.", "en")
    assert not stands_alone("The former moved to Norrland last summer on a loan.", "en")


def test_a_french_quotation_closes_behind_a_space() -> None:
    assert stands_alone("Le maire a dit : « Le pont reste fermé tout l’été. »", "fr")


def test_a_page_without_a_title_may_still_say_its_first_sentence() -> None:
    page = f"<html lang=en><article><p>{LEAD} {COST}</p><p>{PEOPLE}</p></article>"
    article = read_page(page, "")
    assert article.title == LEAD
    assert LEAD in texts(article)


OPENING = "Nobody in the harbour had seen anything like it before."
NEWS = "The harbour of Westhaven will be closed to all ferries of the county from Monday on because its old quay is sinking."
ASIDE = "Gulls do not care."
CROWD = (
    "From the fish market, the customs house, the two hotels behind the church and the car park of the swimming hall people came to look, with umbrellas, "
    "with dogs, with children on their shoulders, until the fire brigade, which had no other call that whole day, stretched its tape along the railings."
)
FERRIES = (
    "The ferries of the county will leave from the harbour of Norrland until the quay is repaired."
)


def test_where_sentences_are_even_the_longer_and_more_central_come_first() -> None:
    article = read(OPENING, COST, FERRIES, NEWS, title="Of gulls")
    assert set(texts(article)[:2]) == {NEWS, FERRIES}
    assert texts(article)[-1] == OPENING


def test_where_sentences_are_uneven_the_opening_comes_first() -> None:
    article = read(OPENING, COST, FERRIES, ASIDE, CROWD, NEWS, title="Of bread")
    assert set(texts(article)[:3]) == {OPENING, COST, FERRIES}


@pytest.mark.parametrize("mark", ["* ", "*", "† ", "• "])
def test_a_sentence_stands_without_the_mark_of_a_note(mark: str) -> None:
    article = read(LEAD, PEOPLE, mark + COST)
    assert COST in texts(article)
    assert all(article.text[p.span.start : p.span.end] == p.text for p in article.key_points)
