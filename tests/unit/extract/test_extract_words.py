from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.extract.words import plain_lines, plain_words


@given(text=st.text(max_size=60) | st.text(alphabet="aB_9 -.,\n\t'", max_size=60))
def test_plain_words_are_the_words_in_small_letters_with_one_space_between(text):
    assert plain_words(text) == " ".join(re.findall(r"\w+", text.casefold()))


@given(
    lines=st.lists(
        st.text(alphabet="aB9 -.,'ß—", max_size=12) | st.text(alphabet="aB9 -.,'", max_size=12),
        min_size=1,
    )
)
def test_plain_lines_are_the_plain_words_of_each_line(lines):
    assert plain_lines("\n".join(lines)) == [plain_words(line) for line in lines]
