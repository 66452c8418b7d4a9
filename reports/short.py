"""The first page of the report: what someone reads who reads nothing else.

What is picked out is picked by a rule that does not look at the outcome: the domain that most people spoke about, the
click with the worker, the first theme that has a quote and a contrary one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.records import PERSPECTIVES, Perspective
from reports import numbers, wording
from reports.content import ImpactReport, QuoteRef, ThenNowRow
from reports.texts import say


@dataclass(frozen=True, slots=True)
class Short:
    """Paragraphs per heading, and the two quotes that stand beside each other."""

    lead: str
    heard: tuple[str, ...]
    change: tuple[str, ...]
    contact: tuple[str, ...]
    themes: tuple[str, ...]
    voices: tuple[QuoteRef, ...]


def short(report: ImpactReport) -> Short:
    """The page in words; a pilot with too few stories gets a dignified one that says so."""
    enough = anything_told(report)
    lead = [say("short.lead" if enough else "short.lead_empty", pilot=report.pilot.title)]
    if enough and report.panel:
        lead.append(say("short.lead_panel"))
    wave = newest_wave(report)
    return Short(
        lead=" ".join(lead),
        heard=tuple(_heard(report)) if enough else (),
        change=tuple(_change(report, wave)),
        contact=tuple(_contact(report, wave)),
        themes=tuple(theme.name for theme in report.themes),
        voices=_voices(report),
    )


def anything_told(report: ImpactReport) -> bool:
    """Whether any group has a number of stories that may be shown."""
    return any(row.told for row in report.coverage)


def newest_wave(report: ImpactReport) -> int:
    """The last wave in which something was told; 0 when there is none."""
    return max((row.wave for row in report.coverage if row.told), default=0)


def _heard(report: ImpactReport) -> list[str]:
    said = []
    for wave in report.waves:
        rows = [row for row in report.coverage if row.wave == wave.number]
        label = say("wave.label", number=wave.number)
        parts = [
            say("short.heard_part", number=numbers.whole(row.told), people=wording.people(row.perspective))
            for row in rows
            if row.told
        ]
        if not parts:
            said.append(say("short.heard_all_missing", wave=label))
            continue
        said.append(say("short.heard_wave", wave=label, parts=numbers.listing(parts)))
        missing = [wording.people(row.perspective) for row in rows if not row.told]
        if missing:
            said.append(
                say("short.heard_missing", people=numbers.listing(missing), wave=say("wave.inline", number=wave.number))
            )
    return said


def _change(report: ImpactReport, wave: int) -> list[str]:
    """Per perspective the domain that most of them spoke about; for whom too few answered is said as well."""
    newest = [row for row in report.then_now if row.wave == wave]
    found = {who: [r for r in newest if r.perspective == who and _both(r)] for who in PERSPECTIVES}
    said = [_change_sentence(who, rows) for who, rows in found.items() if rows]
    missing = [wording.people(who) for who, rows in found.items() if not rows]
    if said and missing:
        said.append(say("short.change_few", people=numbers.listing(missing)))
    return said


def _change_sentence(who: Perspective, rows: Sequence[ThenNowRow]) -> str:
    """The domain that most spoke about, or all of them where counts are equal: rounded counts often are."""
    most = max(_n_answers(row) for row in rows)
    top = [row for row in rows if _n_answers(row) == most]
    people = say(f"perspective.{who}.title")
    if len(top) == 1:
        return _domain_sentence(top[0], "change_one", people=people, domain=say(f"domain.{top[0].domain}.label"))
    labels = [say(f"domain.{row.domain}.label") for row in top]
    each = (
        _domain_sentence(row, "change_domain", domain=numbers.sentence_case(label))
        for row, label in zip(top, labels, strict=True)
    )
    return " ".join([say("short.change_most", people=people, domains=numbers.listing(labels)), *each])


def _n_answers(row: ThenNowRow) -> int:
    return (row.now.denominator or 0) if row.now else 0


def _domain_sentence(row: ThenNowRow, key: str, **words: str) -> str:
    if row.then is None or row.now is None:
        return ""
    now, then = wording.amount(row.now), wording.amount(row.then)
    sentence = say(f"short.{key}", now=now, range=wording.interval(row.now), then=then, **words)
    if row.worse is not None and row.worse.is_shown:
        return f"{sentence} {say('short.change_worse', worse=wording.amount(row.worse))}"
    return sentence


def _both(row: ThenNowRow) -> bool:
    return wording.shown(row.then) and wording.shown(row.now)


def _contact(report: ImpactReport, wave: int) -> list[str]:
    return [
        say(
            "short.contact_sentence",
            now=numbers.sentence_case(wording.amount(row.figure)),
            people=wording.people(row.perspective),
            range=wording.interval(row.figure),
        )
        for row in report.aspects
        if row.wave == wave and row.aspect == "rapport" and row.figure.is_shown
    ]


def _voices(report: ImpactReport) -> tuple[QuoteRef, ...]:
    """A quote and a contrary one, from the first theme that has both; none when there is no such theme."""
    for theme in report.themes:
        typical = [q for q in theme.quotes if not q.contrary]
        contrary = [q for q in theme.quotes if q.contrary]
        if typical and contrary:
            return typical[0], contrary[0]
    return ()
