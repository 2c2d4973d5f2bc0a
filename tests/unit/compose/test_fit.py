from itertools import combinations, groupby

from hypothesis import given
from hypothesis import strategies as st

from bot.compose.fit import MAX_POINTS, Candidate, choose


def cost(point: Candidate, leads: bool) -> int:
    return len(point.text) + (5 + len(point.attribution or "") if leads else 0)


def total(points: tuple[Candidate, ...]) -> int:
    groups = [list(group) for _, group in groupby(points, key=lambda point: point.attribution)]
    return sum(cost(point, point is group[0]) for group in groups for point in group)


def value(points: tuple[Candidate, ...]) -> tuple[int, int, int]:
    sides = {point.attribution for point in points if point.attribution}
    return len(sides), sum(point.worth for point in points), len(points)


candidates = st.lists(
    st.builds(
        Candidate,
        index=st.just(0),
        text=st.text("x", min_size=1, max_size=12),
        attribution=st.sampled_from([None, "A:", "Somebody else:"]),
        score=st.one_of(st.integers(0, 3).map(float), st.floats()),
    ),
    max_size=8,
).map(
    lambda points: tuple(Candidate(i, p.text, p.attribution, p.score) for i, p in enumerate(points))
)


@given(candidates, st.integers(0, 60))
def test_no_other_choice_says_more(points: tuple[Candidate, ...], room: int) -> None:
    chosen = choose(points, room, cost)
    every = (c for n in range(MAX_POINTS + 1) for c in combinations(points, n))
    best = max(value(choice) for choice in every if total(choice) <= room)
    assert value(chosen) == best
    assert total(chosen) <= room
    assert sorted(chosen, key=lambda point: point.index) == list(chosen)


def test_the_earliest_of_equals() -> None:
    points = [Candidate(i, "x" * 10, None, 1.0) for i in range(12)]
    assert [point.index for point in choose(points, 35, cost)] == [0, 1, 2]


def test_only_the_best_are_searched() -> None:
    points = [Candidate(i, "x", None, float(i)) for i in range(40)]
    assert [point.index for point in choose(points, 1000, cost)] == [35, 36, 37, 38, 39]


def test_an_attribution_is_paid_once_for_its_group() -> None:
    points = [Candidate(0, "x", "A" * 20, 1.0), Candidate(1, "x", "A" * 20, 1.0)]
    assert len(choose(points, 27, cost)) == 2
    assert len(choose(points, 26, cost)) == 1
    assert choose(points, 25, cost) == ()


def test_no_side_is_left_out_while_both_have_room() -> None:
    points = [
        Candidate(0, "x" * 9, "A:", 9.0),
        Candidate(1, "x" * 9, "A:", 8.0),
        Candidate(2, "x" * 9, "B:", 1.0),
    ]
    assert [point.index for point in choose(points, 32, cost)] == [0, 2]
    assert [point.index for point in choose(points, 31, cost)] == [0, 1]


def test_no_room_and_no_points() -> None:
    assert choose([], 100, cost) == ()
    assert choose([Candidate(0, "x", None, 1.0)], -5, cost) == ()
