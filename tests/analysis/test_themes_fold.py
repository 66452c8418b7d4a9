"""From verdicts to themes."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.records import Verdict
from analysis.themes import MergeCycle, VerdictsDoNotFit, apply_verdicts

calm = settings(deadline=None, max_examples=60)


def final(candidate: str, kind: str = "confirm", name: str = "", **more) -> Verdict:
    return Verdict(candidate, kind, more.pop("reason", f"waarom {candidate}"), name=name, final=True, **more)


def seat(number: int, candidate: str, kind: str, **more) -> Verdict:
    return Verdict(candidate, kind, more.pop("reason", f"stoel {number}"), seat=number, **more)


def names(verdicts) -> list[str]:
    return [theme.name for theme in apply_verdicts(verdicts)]


def test_no_verdicts_give_no_themes() -> None:
    assert apply_verdicts([]) == ()


def test_a_candidate_without_a_final_verdict_is_no_theme() -> None:
    assert apply_verdicts([seat(1, "a", "confirm", name="De klik"), seat(2, "a", "confirm")]) == ()


def test_a_confirmed_candidate_is_a_theme_under_the_given_name() -> None:
    [theme] = apply_verdicts([final("a", name="De klik")])
    assert (theme.name, theme.candidates, theme.reasons) == ("De klik", ("a",), ("waarom a",))


def test_a_renamed_candidate_carries_the_panels_name() -> None:
    assert names([final("a", name="klik, begeleider"), final("a", "rename", "De klik")]) == ["De klik"]


def test_the_latest_final_verdict_counts() -> None:
    assert names([final("a", name="De klik"), final("a", "reject")]) == []
    assert names([final("a", "reject"), final("a", name="De klik")]) == ["De klik"]


def test_a_seat_cannot_overturn_a_final_verdict() -> None:
    assert names([final("a", name="De klik"), seat(1, "a", "reject")]) == ["De klik"]


def test_a_merged_candidate_joins_the_theme_of_the_other_through_a_chain() -> None:
    log = [final("a", "merge", merge_into="b"), final("b", "merge", merge_into="c"), final("c", name="Wachten")]
    [theme] = apply_verdicts(log)
    assert (theme.name, theme.candidates) == ("Wachten", ("a", "b", "c"))
    assert theme.reasons == ("waarom c", "waarom a", "waarom b")


def test_a_theme_names_its_candidates_in_one_order_whichever_was_judged_first() -> None:
    log = [final("c", name="Wachten"), final("b", "merge", merge_into="c"), final("a", "merge", merge_into="c")]
    assert apply_verdicts(log) == apply_verdicts(log[::-1])


@pytest.mark.parametrize("end", [[final("b", "reject")], []], ids=["rejected", "undecided"])
def test_joining_what_is_no_theme_gives_no_theme(end) -> None:
    assert apply_verdicts([final("a", "merge", merge_into="b"), *end]) == ()


def test_a_circle_of_merges_is_refused_and_named() -> None:
    log = [
        final("a", "merge", merge_into="b"),
        final("b", "merge", merge_into="c"),
        final("c", "merge", merge_into="b"),
    ]
    with pytest.raises(MergeCycle, match="b → c → b") as refused:
        apply_verdicts(log)
    assert refused.value.candidates == ("b", "c")


def test_a_candidate_cannot_join_itself() -> None:
    with pytest.raises(MergeCycle, match="a → a"):
        apply_verdicts([final("a", "merge", merge_into="a")])


def test_a_circle_that_was_mended_later_is_no_circle() -> None:
    log = [final("a", "merge", merge_into="b"), final("b", "merge", merge_into="a"), final("b", name="School")]
    assert names(log) == ["School"]


@pytest.mark.parametrize("log", [[final("a", name="  ")], [final("a", "merge")]], ids=["no name", "no other"])
def test_a_verdict_that_says_too_little_is_refused(log) -> None:
    with pytest.raises(VerdictsDoNotFit, match="candidate a"):
        apply_verdicts(log)


def test_votes_reasons_and_dissent_of_the_seats_are_kept() -> None:
    log = [
        seat(1, "a", "confirm", reason="herken ik"),
        seat(2, "a", "reject", reason="te vaag"),
        seat(3, "a", "rename", name="Klik", reason="ander woord"),
        final("a", name="De klik", reason="na gesprek"),
    ]
    [theme] = apply_verdicts(log)
    assert theme.votes == {"confirm": 1, "rename": 1, "reject": 1}
    assert theme.reasons == ("na gesprek", "herken ik", "ander woord")
    assert theme.dissent == ("te vaag",)


def test_a_seat_that_wanted_to_keep_a_merged_candidate_apart_dissents() -> None:
    log = [
        seat(1, "a", "merge", merge_into="b", reason="zelfde"),
        seat(2, "a", "confirm", reason="is iets anders"),
        seat(3, "a", "merge", merge_into="z", reason="hoort bij z"),
        final("a", "merge", merge_into="b", reason="samen"),
        final("b", name="Wachten", reason="duidelijk"),
    ]
    [theme] = apply_verdicts(log)
    assert theme.reasons == ("duidelijk", "samen", "zelfde")
    assert theme.dissent == ("is iets anders", "hoort bij z")


def test_a_seat_that_changed_its_mind_votes_once() -> None:
    log = [seat(1, "a", "reject"), seat(1, "a", "confirm"), final("a", name="School")]
    assert apply_verdicts(log)[0].votes == {"confirm": 1}


def test_the_same_name_in_two_places_does_not_merge() -> None:
    assert [t.candidates for t in apply_verdicts([final("b", name="De klik"), final("a", name="De klik")])] == [
        ("a",),
        ("b",),
    ]


@st.composite
def logs(draw, prefix: str = ""):
    """Any log of verdicts about up to five candidates, without circles."""
    pool = [f"{prefix}{letter}" for letter in "abcde"]
    made = []
    for _ in range(draw(st.integers(0, 14))):
        at = draw(st.integers(0, len(pool) - 1))
        kind = draw(st.sampled_from(["confirm", "rename", "reject", *(["merge"] if at else [])]))
        final_one = draw(st.booleans())
        made.append(
            Verdict(
                candidate=pool[at],
                kind=kind,
                reason=draw(st.sampled_from(["", "herken ik", "te vaag", "past"])),
                seat=None if final_one else draw(st.integers(1, 4)),
                name=draw(st.sampled_from(["De klik", "Wachten", "School"])) if kind in ("confirm", "rename") else "",
                merge_into=draw(st.sampled_from(pool[:at])) if kind == "merge" else None,
                final=final_one,
            )
        )
    return made


@calm
@given(logs())
def test_giving_the_log_twice_changes_nothing(log) -> None:
    assert apply_verdicts(log + log) == apply_verdicts(log)


@calm
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(log, random) -> None:
    queues = {v.candidate: [w for w in log if w.candidate == v.candidate] for v in log}
    mixed = []
    while queues:
        candidate = random.choice(sorted(queues))
        mixed.append(queues[candidate].pop(0))
        if not queues[candidate]:
            del queues[candidate]
    assert apply_verdicts(mixed) == apply_verdicts(log)


@calm
@given(logs("first-"), logs("again-"))
def test_verdicts_of_a_later_run_never_change_earlier_themes(first, again) -> None:
    both = apply_verdicts(first + again)
    assert tuple(t for t in both if t.candidates[0].startswith("first-")) == apply_verdicts(first)


@calm
@given(logs())
def test_each_candidate_stands_in_at_most_one_theme_and_rejected_ones_in_none(log) -> None:
    inside = [candidate for theme in apply_verdicts(log) for candidate in theme.candidates]
    assert len(inside) == len(set(inside))
    last = {v.candidate: v.kind for v in log if v.final}
    assert not [candidate for candidate in inside if last.get(candidate, "reject") == "reject"]


@calm
@given(logs())
def test_seats_alone_never_make_a_theme(log) -> None:
    assume(log)
    assert apply_verdicts([replace(v, final=False, seat=v.seat or 1) for v in log]) == ()
