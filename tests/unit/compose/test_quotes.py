import pytest

from bot.compose.quotes import balanced


@pytest.mark.parametrize(
    "text",
    [
        "no quotation",
        "a “mistake” and “another”",
        "„ein Fehler“ und „‚noch‘ einer“",
        "„pomyłka” w Warszawie",
        "« une erreur » et «une “autre”»",
        "»ein Fehler« und »noch einer«",
        "”ett misstag” och ”ett till”",
        "»ett misstag» och »ett till»",
        "‘a mistake’ by the ‘students’ union’",
        "Putin’s l'homme м’яч Hawai‘i",
        "the students’ vote, rock ’n’ roll, po’",
        "the ‘90s and the '60s",
        "plain \"mistake\" and 'another'",
        'a 6" pipe',
        "「誤り」と『本』と《书》",
        "他说“是‘对’的”",
        'צה"ל הודיע',
        "“a ‘nested “thing”’ here”",
        "(“in brackets”)",
        "“One,” he said, “two.”",
    ],
)
def test_whole_quotations(text: str) -> None:
    assert balanced(text)


@pytest.mark.parametrize(
    "text",
    [
        "invasions were wrong,” the BBC has reported",
        "it reads “and then the",
        "„ein Fehler",
        "ein Fehler“",
        "« une erreur",
        "une erreur »",
        "ett misstag” säger han",
        "‘a mistake",
        "'a mistake, he said",
        'a "mistake',
        'a mistake" he said',
        "「誤り",
        "誤り」",
        "“crossed «marks” here»",
        "“a” “b",
    ],
)
def test_cut_quotations(text: str) -> None:
    assert not balanced(text)
