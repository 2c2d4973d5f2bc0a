from __future__ import annotations

import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.extract.patterns import any_of

WORDS = st.lists(
    st.text(alphabet="ab -'.", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=8
)


@given(words=WORDS, text=st.text(alphabet="ab -'.", max_size=30))
def test_any_of_words_finds_what_the_words_beside_each_other_do_the_longest_first(words, text):
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    plain = "|".join(regex.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    expected = [found.span() for found in regex.finditer(plain, text)]
    assert [found.span() for found in regex.finditer(any_of(tuple(words)), text)] == expected


def test_a_space_stands_for_any_run_of_spaces_and_a_mark_for_itself():
    pattern = regex.compile(any_of(("read on", "tl;dr", "what?")))
    assert pattern.fullmatch("read \u00a0\n on")
    assert pattern.fullmatch("what?")
    assert not pattern.fullmatch("wha")
