"""The catalogue of indicators, and the page that is made from it."""

from pathlib import Path

import pytest

from analysis.indicators import ANY_THEME, catalogue_table, describe, load_catalogue

DOCS = Path(__file__).parents[2] / "docs" / "methods"
DOMAINS = ("support", "housing", "school_work", "income", "wellbeing")
CONTACT = ("rapport", "trust", "heard", "information", "one_contact", "timely")
CLOSED_QUESTIONS = {f"{d}.{when}" for d in DOMAINS for when in ("then", "now")} | set(CONTACT)


BESIDE = ("respect", "human_scale", "nearby", "one_plan", "coherence", "school_link", "no_labels", "flexible", "past_18",
          "future", "holds_on", "completed", "useful", "goals")  # fmt: skip
VIEWS = ("principle.do", "principle.simple", "principle.near", *(f"ambition.{n}" for n in range(1, 6)), "movement")
SIGNALS = ("principle.safe", "zero.timely", "zero.analysis", "zero.closed", "zero.moves")


def test_the_catalogue_holds_every_entry_of_the_field() -> None:
    """Sections A to H of the domain page, and what runs across them."""
    big_five = [f"{d}.{end}" for d in DOMAINS for end in ("then_well", "now_well", "better", "worse")]
    asked = [f"{code}.agree" for code in (*CONTACT, *BESIDE)]
    counts = ("stories.told", "stories.released")
    expected = {*big_five, *asked, *VIEWS, *SIGNALS, "life_ladder", ANY_THEME, *counts}
    assert {indicator.code for indicator in load_catalogue()} == expected
    assert len(load_catalogue()) == len(expected)
    assert {indicator.section for indicator in load_catalogue()} == {"", *"ABCDEFGH"}


def test_every_closed_question_of_the_form_is_used_and_what_it_does_not_ask_says_so() -> None:
    standard = {question for indicator in load_catalogue() if indicator.standard for question in indicator.questions}
    assert standard == CLOSED_QUESTIONS
    assert {q for i in load_catalogue() if not i.standard for q in i.questions} == set(BESIDE)


def test_a_view_brings_together_entries_that_exist_and_holds_no_figure_of_its_own() -> None:
    codes = {indicator.code for indicator in load_catalogue()}
    for indicator in load_catalogue():
        assert set(indicator.draws_on) <= codes - {indicator.code}
        assert bool(indicator.draws_on) is (indicator.kind == "view")
        assert indicator.kind not in ("view", "signal") or not indicator.is_counted


@pytest.mark.parametrize("indicator", load_catalogue(), ids=lambda indicator: indicator.code)
def test_every_entry_is_complete_and_fits_its_kind(indicator) -> None:
    words = (indicator.label, indicator.explanation, indicator.source_document, indicator.source_place, indicator.unit)
    assert all(text.strip() and "|" not in text for text in words)
    assert indicator.explanation.endswith(".")
    assert indicator.section in {"", *"ABCDEFGH"}
    rules = {
        "measured": {"well", "better", "worse", "ladder"},
        "heard": {"theme"},
        "count": {"told", "released"},
        "view": {"view"},
        "signal": {"signal"},
    }
    assert indicator.rule in rules[indicator.kind]
    n_questions = {"well": 1, "better": 2, "worse": 2}.get(indicator.rule, 0)
    assert len(indicator.questions) == n_questions


def test_explanations_keep_to_short_sentences() -> None:
    """B1: no sentence of more than twenty words."""
    for indicator in load_catalogue():
        for sentence in indicator.explanation.replace(";", ".").rstrip(".").split(". "):
            assert len(sentence.split()) <= 20, f"{indicator.code}: {sentence}"


def test_then_comes_before_now_where_a_rule_compares_them() -> None:
    for indicator in load_catalogue():
        if indicator.rule in ("better", "worse"):
            assert [question.rsplit(".")[-1] for question in indicator.questions] == ["then", "now"]


def test_a_theme_of_any_name_is_described_by_one_entry() -> None:
    assert describe("heard_theme.De klik").code == ANY_THEME
    assert describe("trust.agree").label == "Vertrouwen"


def test_an_unknown_code_has_no_description() -> None:
    with pytest.raises(KeyError):
        describe("trust.disagree")


def test_the_page_about_indicators_shows_the_catalogue_of_today() -> None:
    page = (DOCS / "indicators.md").read_text(encoding="utf-8")
    assert catalogue_table() in page, "run: python -m tests.analysis.test_catalogue"


def write_page() -> None:
    """Put today's catalogue between the page's markers."""
    path = DOCS / "indicators.md"
    before, rest = path.read_text(encoding="utf-8").split("<!-- catalogue -->\n", 1)
    after = rest.split("<!-- end of catalogue -->", 1)[1]
    page = f"{before}<!-- catalogue -->\n{catalogue_table()}<!-- end of catalogue -->{after}"
    path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    write_page()
