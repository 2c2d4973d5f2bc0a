from dataclasses import replace
from pathlib import Path

import pytest

from bot.compose import check, compose, lint_template
from bot.compose.template import (
    FILTERS,
    NAMES,
    TemplateFault,
    fill,
    fixed_texts,
    unknown_names,
    without_fixed,
)
from bot.model.draft import Rules, Style
from tests.unit.compose.compose_samples import (
    ALL_RULES,
    FACEBOOK,
    LINE,
    POINTS,
    TITLE,
    URL,
    YOUTUBE,
    X,
    the_council_story,
)

PLAIN = """\
NEWS | {{ title }}

{% for group in groups %}
{% if group.attribution %}
{{ group.attribution }}
{% endif %}
{% for point in group.points %}
→ {{ point }}
{% endfor %}

{% endfor %}
{{ hashtags | join(" ") }}
{{ link_label }} {{ link }}
From our newsroom.
"""


def style(template: str = PLAIN, **changes: object) -> Style:
    return replace(Style(utm=False, template=template), **changes)  # type: ignore[arg-type]


def text_of(template: str, rules: Rules = FACEBOOK) -> str:
    return compose(the_council_story(), rules, style(template), channel="c").parts[0].text


def test_a_post_by_a_template() -> None:
    assert text_of(PLAIN) == (
        f"NEWS | {TITLE}\n\n{LINE}\n→ {POINTS[0]}\n→ {POINTS[1]}\n→ {POINTS[2]}\n\n"
        f"Read more: {URL}\nFrom our newsroom."
    )


@pytest.mark.parametrize("rules", ALL_RULES, ids=lambda rules: rules.platform)
def test_it_is_faithful_and_fits(rules: Rules) -> None:
    draft = compose(the_council_story(), rules, style(), channel="c")
    assert draft.warnings == ()
    assert draft.key_points
    assert draft.parts[0].length <= draft.parts[0].limit


def test_points_give_way_where_a_template_needs_the_room() -> None:
    wordy = PLAIN.replace("→", "And this is what else was to be heard:")
    draft = compose(the_council_story(), X, style(wordy), channel="c")
    assert len(draft.key_points) < len(
        compose(the_council_story(), X, style(), channel="c").key_points
    )
    assert (draft.parts[0].length <= 280, draft.warnings) == (True, ())


def test_what_a_template_adds_is_no_excuse_for_more() -> None:
    draft = compose(the_council_story(), FACEBOOK, style(), channel="c")
    damaged = draft.parts[0].text.replace("From our newsroom.", "From our newsroom. Buy now.")
    assert check(damaged, the_council_story(), FACEBOOK, style()) != ()


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{{ title }", "line 1: unexpected '}'"),
        (PLAIN + "{{ autor }}", "nothing is called “autor”"),
        (PLAIN + "{{ title.__class__ }}", "The template cannot be filled"),
        (PLAIN + "{{ groups[9].points }}", "The template cannot be filled"),
        (PLAIN + "{{ title | upper }}", "line 15: No filter named 'upper'."),
        (PLAIN.replace("{{ link }}", ""), "The link to the article is missing."),
        ("{{ title }} {{ link }}", "it shows no key points"),
        (PLAIN + "{{ title ~ ' not' }}", "This is not in the article"),
        (PLAIN + "See https://evil.example/", "A link that is not the article's"),
        (PLAIN + "$ABC $DEF", "More than 1 cashtag."),
        (PLAIN.replace("{{ group.attribution }}", ""), "This must stand under The owners say:"),
        (PLAIN + "much too long " * 25, "The post is too long"),
    ],
)
def test_the_linter_names_what_is_wrong(template: str, problem: str) -> None:
    found = lint_template(X, style(template))
    assert any(each.startswith(problem) for each in found), found


@pytest.mark.parametrize("rules", ALL_RULES, ids=lambda rules: rules.platform)
def test_the_linter_has_nothing_to_say_about_a_sound_one(rules: Rules) -> None:
    assert lint_template(rules, style()) == ()


def test_a_template_that_breaks_leaves_the_usual_layout_for_a_person() -> None:
    draft = compose(the_council_story(), YOUTUBE, style("{{ groups[9].points }}"), channel="c")
    usual = compose(the_council_story(), YOUTUBE, style(""), channel="c")
    assert draft.parts == usual.parts
    assert draft.warnings[0].startswith("The template cannot be filled")


def test_own_words_come_off_at_the_ends_only() -> None:
    assert fixed_texts(PLAIN) == ("From our newsroom.", "NEWS |", "→")
    assert without_fixed("NEWS | Late again", ("NEWS |",)) == "Late again"
    assert without_fixed("Late NEWS | again", ("NEWS |",)) == "Late NEWS | again"
    assert without_fixed("Notable", ("Not",)) == "Notable"


def test_names_and_faults() -> None:
    assert unknown_names("{{ title }} {{ a }} {% for b in c %}{{ b }}{% endfor %}") == {"a", "c"}
    with pytest.raises(TemplateFault):
        fill("{{ title.x }}", {"title": "t"})
    with pytest.raises(TemplateFault):
        fill("{% include 'other' %}", {})


EXAMPLE = Path(__file__).parents[3] / "config/templates/example.txt"


@pytest.mark.parametrize("rules", ALL_RULES, ids=lambda rules: rules.platform)
def test_the_example_is_the_usual_layout(rules: Rules) -> None:
    template = EXAMPLE.read_text(encoding="utf-8")
    by_template = style(template, hashtags=("news",))
    assert lint_template(rules, by_template) == ()
    usual = compose(the_council_story(), rules, style("", hashtags=("news",)), channel="c")
    filled = compose(the_council_story(), rules, by_template, channel="c")
    trimmed = "\n".join(line.strip() for line in filled.parts[0].text.splitlines())
    assert trimmed == usual.parts[0].text


def test_every_name_is_in_the_document() -> None:
    document = (EXAMPLE.parents[2] / "docs/templates.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in document for name in (*NAMES, *FILTERS))
