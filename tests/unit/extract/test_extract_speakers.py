from __future__ import annotations

import pytest

from bot.extract.speakers import says_unnamed, speaker_of


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The harbour authority said last week that talks go on.", "The harbour authority"),
        ("Chief engineer Lena Ortiz also said the wall is safe.", "Chief engineer Lena Ortiz"),
        ("“We go on,” said Lena Ortiz, the engineer.", "Lena Ortiz"),
        ("“We go on,” the engineer, Lena Ortiz, told reporters.", "the engineer"),
        ("Lena Ortiz, speaking in Bergen, has stated that it holds.", "Lena Ortiz"),
        ("Growth fell to 3%, according to the World Bank.", "the World Bank"),
        ("Prices rose 4%, the statistics office said.", "the statistics office"),
        ("On Monday, Prime Minister Ida Falk said taxes would fall.", "Prime Minister Ida Falk"),
        ("„Das geht nicht“, sagte Petra Wolff am Montag.", "Petra Wolff"),
        ("Das sei falsch, so Wolff.", "Wolff"),
        ("“We go on,” said another witness in the inquiry, Ida Falk.", "another witness"),
        (
            "The Office of Roads and Harbours says the wall holds.",
            "The Office of Roads and Harbours",
        ),
        ("BERGEN -- The Norrland Post reports that it rains.", "The Norrland Post"),
        (
            "“We go on,” Norrland’s director of roads, Eva Lund, said.",
            "Norrland’s director of roads",
        ),
        ("“We go on,” said a Northgas spokesperson on Monday.", "a Northgas spokesperson"),
        ("In it, the Norrland prince flatly denied all of it.", "the Norrland prince"),
        ("Laut Petra Wolff ist das falsch.", "Petra Wolff"),
        ("Selon Le Courrier, la ligne ferme.", "Le Courrier"),
        ("« C’est fini », a déclaré Lucie Arnaud.", "Lucie Arnaud"),
        ("Según Ana Ruiz, no hay acuerdo.", "Ana Ruiz"),
        ("Secondo Marina Ferri, il faro è sicuro.", "Marina Ferri"),
        ("Segundo Rui Costa, a praia reabre.", "Rui Costa"),
        ("Volgens Femke de Boer is de sluis klaar.", "Femke de Boer"),
        ("Wojna trwa, powiedziała Anna Lis.", "Anna Lis"),
        ("Potrivit Ministerului Transporturilor, trenul revine.", "Ministerului Transporturilor"),
        ("Three people were hurt, police said on Monday.", "police"),
        ("If it rains, as it may, the wall falls, said Ida Falk, an engineer.", "Ida Falk"),
        ("Local officials say the bridge is safe.", "Local officials"),
        ("Lena Ortiz, mayor of Bergen since 2019, said: “We go on.”", "Lena Ortiz"),
        ("Lena Ortiz: “The wall will hold for a hundred years.”", "Lena Ortiz"),
        ("„Das geht nicht“, so der Minister am Montag.", "der Minister"),
        ("Wie die Polizei am Montag mitteilte, ist die Brücke gesperrt.", "die Polizei"),
        (
            "La ligne ferme, a indiqué mardi le ministère de l’Intérieur.",
            "le ministère de l’Intérieur",
        ),
        ("“A ponte fecha”, disse a presidente da câmara.", "a presidente da câmara"),
        ("Ion Popescu a anunţat că podul se închide.", "Ion Popescu"),
    ],
)
def test_the_sentence_names_its_speaker(sentence: str, speaker: str) -> None:
    assert speaker_of(sentence) == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "He said that it was over.",
        "“It is over,” she said.",
        "So kam Wolff nach Berlin.",
        "It rained, so Ida Falk went home.",
        "According to reports, the bar was full.",
        "The polling across the early voting states has changed.",
        "When Ida Falk said no, the room fell silent.",
        "The bridge will close in May.",
        "The illness has been reported in Barry and Kent.",
        "Striker Emil Berg added a goal and an assist for Norrland.",
        "Northgas is one of the companies that bid for it, and confirmed that it uses the SLS.",
        "The plan fits another announced by Northgas in March.",
        "The news came a month after Ida Falk announced that it was over.",
        "",
        "Lena Ortiz has never said that the wall would fall.",
        "Lena Ortiz declined to say whether the wall would hold.",
        "The wall, which Lena Ortiz said would hold, has fallen.",
        "Nobody said that the wall would hold.",
        "Everything Lena Ortiz said about the wall was wrong.",
        "Ana Ruiz no dijo que el puente cierra.",
        "Marina Ferri non ha detto che il ponte chiude.",
        "Anna Lis nie powiedziała, że most jest zamknięty.",
        "Rui Costa não disse que a ponte fecha.",
        "Ο Νίκος Παππάς δεν είπε ότι η γέφυρα κλείνει.",
        "Ion Popescu nu a spus că podul se închide.",
        "Lucie Arnaud n’a pas dit que le pont ferme.",
        "Niemand sagte, die Mauer halte.",
        "Ihm zufolge ist die Brücke unsicher.",
        "„Das bleibt für immer so“, sagte über Petra Wolff niemand.",
        "Lund, who denies the charge, has left the country for good.",
        "The harbour board, which announced the plan, meets again on Monday.",
        "La halle reste ouverte, affirme le maire.",
        "Jak powiedziała, hala będzie otwarta.",
        "Den Angaben zufolge bleibt die Halle offen.",
        "«La lonja sigue abierta todo el invierno», dijo el martes.",
        "« La halle reste ouverte tout l’hiver », a déclaré la veille.",
    ],
)
def test_no_speaker_is_made_up(sentence: str) -> None:
    assert speaker_of(sentence) is None


def test_who_is_quoted_is_not_who_speaks() -> None:
    assert speaker_of("The report said that “Ida Falk said no”.") == "The report"


def test_a_pronoun_is_an_unnamed_speaker() -> None:
    assert says_unnamed("The wall will hold, he said.")
    assert says_unnamed("Die Mauer hält, sagte sie.")
    assert not says_unnamed("The wall will hold, Lena Ortiz said.")
    assert not says_unnamed("“The wall will hold, he said.”")


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("„Das ist falsch und bleibt es auch“, kritisierte SPD-Chef Klaus Lund.", "SPD-Chef Klaus Lund"),
        ("« C’est fini pour nous tous », lâche Lucie Arnaud.", "Lucie Arnaud"),
        ("« C’est fini pour nous tous », s’insurge la maire Lucie Arnaud, mardi.", "la maire Lucie Arnaud"),
        ("“We go on with this for ever,” quipped Ida Falk, an engineer.", "Ida Falk"),
        ("«La lonja no se va a cerrar», zanjó Ana Ruiz.", "Ana Ruiz"),
        ("«Il mercato non si chiude mai più», attacca Marina Ferri.", "Marina Ferri"),
        ("„Hala nie zostanie nigdy zamknięta”, przekonuje burmistrz Ewa Lis.", "burmistrz Ewa Lis"),
        ("«Η αγορά δεν θα κλείσει ποτέ ξανά», σχολίασε ο Νίκος Παππάς.", "ο Νίκος Παππάς"),
        ("„Hala nu se va închide niciodată”, comentează Ion Popescu.", "Ion Popescu"),
        ("“One Flew Over the Cuckoo’s Nest”, starring Jack Nicholson, opens the season.", None),
        ("“We go on with this for ever,” while Ida Falk disagreed.", None),
        ("“We go on with this for ever” by Ida Falk, a song of the docks, is sold out.", None),
        ("“Jaws”, directed Steven Spielberg.", None),
        ("“We go on with this for ever,” he told Ida Falk.", None),
        ("“We go on with this for ever,” shouted towards Ida Falk.", None),
        ("“Long live the old docks of Westhaven,” sang Ida Falk fans.", None),
    ],
)  # fmt: skip
def test_behind_a_quotation_any_verb_and_a_name_tell_who_speaks(
    sentence: str, speaker: str | None
) -> None:
    assert speaker_of(sentence) == speaker
