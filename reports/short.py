"""The first page of the report: what someone reads who reads nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.records import PERSPECTIVES
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
    themes: str
    voices: tuple[QuoteRef, ...]


def short(report: ImpactReport) -> Short:
    """The page in words; a pilot with too few stories gets a dignified one that says so."""
    enough = any(row.told for row in report.coverage)
    lead = [say("short.lead" if enough else "short.lead_empty", pilot=report.pilot.title)]
    if enough and report.panel:
        lead.append(say("short.lead_panel"))
    wave = newest_wave(report)
    return Short(
        lead=" ".join(lead),
        heard=tuple(_heard(report)) if enough else (),
        change=tuple(_change(report, wave)),
        contact=tuple(_contact(report, wave)),
        themes=_themes(report),
        voices=_voices(report),
    )


def newest_wave(report: ImpactReport) -> int:
    """The last wave in which something was told; 0 when there is none."""
    return max((row.wave for row in report.coverage if row.told), default=0)


def _heard(report: ImpactReport) -> list[str]:
    said = []
    for wave in report.waves:
        rows = [row for row in report.coverage if row.wave == wave.number]
        label = say("wave.label", number=wave.number)
        parts = [
            say("short.heard_part", number=numbers.whole(row.told), people=say(f"perspective.{row.perspective}.many"))
            for row in rows
            if row.told
        ]
        if not parts:
            said.append(say("short.heard_all_missing", wave=label))
            continue
        said.append(say("short.heard_wave", wave=label, parts=numbers.listing(parts)))
        missing = [say(f"perspective.{row.perspective}.many") for row in rows if not row.told]
        if missing:
            said.append(
                say("short.heard_missing", people=numbers.listing(missing), wave=say("wave.inline", number=wave.number))
            )
    return said


def _change(report: ImpactReport, wave: int) -> list[str]:
    """Per perspective the domain that most of them spoke about; an earlier wave where the newest has too few."""
    said = []
    for who in PERSPECTIVES:
        rows = [r for r in report.then_now if r.wave == wave and r.perspective == who and _both(r)]
        if not rows:
            continue
        row = max(rows, key=lambda r: (r.now.denominator or 0) if r.now else 0)
        if row.then is None or row.now is None:
            continue
        said.append(
            say(
                "short.change_sentence",
                people=numbers.sentence_case(say(f"perspective.{who}.many")),
                domain=say(f"domain.{row.domain}.label"),
                now=numbers.sentence_case(wording.amount(row.now)),
                then=wording.amount(row.then),
            )
        )
        if row.worse is not None and row.worse.is_shown:
            said.append(say("short.change_worse", worse=wording.amount(row.worse)))
    return [say("short.change_how"), *said] if said else []


def _both(row: ThenNowRow) -> bool:
    return wording.shown(row.then) and wording.shown(row.now)


def _contact(report: ImpactReport, wave: int) -> list[str]:
    return [
        say(
            "short.contact_sentence",
            now=numbers.sentence_case(wording.amount(row.figure)),
            people=say(f"perspective.{row.perspective}.many"),
        )
        for row in report.aspects
        if row.wave == wave and row.aspect == "rapport" and row.figure.is_shown
    ]


def _themes(report: ImpactReport) -> str:
    if not report.themes:
        return say("short.themes_none")
    return say("short.themes_sentence", themes=numbers.listing([f"‘{theme.name}’" for theme in report.themes]))


def _voices(report: ImpactReport) -> tuple[QuoteRef, ...]:
    """A typical quote and a contrary one, from the first theme that has both."""
    for theme in report.themes:
        typical: Sequence[QuoteRef] = [q for q in theme.quotes if not q.contrary]
        contrary = [q for q in theme.quotes if q.contrary]
        if typical and contrary:
            return typical[0], contrary[0]
    return tuple(report.all_quotes[:1])
