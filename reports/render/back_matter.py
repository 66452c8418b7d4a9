"""The end of every document: how it was done and what it can't say, where it comes from, and what the words mean."""

from collections.abc import Iterable

from reports import numbers, tables
from reports.composition import SectionName
from reports.content import ImpactReport, checksum
from reports.render import pictures
from reports.render.blocks import Block, Bullets, Facts, Grid, Heading, Paragraph
from reports.texts import say, texts


def back_matter(report: ImpactReport) -> dict[SectionName, tuple[Block, ...]]:
    """Method and limits, provenance with the register of quotes, glossary."""
    glossary = Facts(tuple((entry.term, entry.meaning) for entry in report.glossary))
    return {
        "method": tuple(_method(report)),
        "provenance": tuple(_provenance(report)),
        "glossary": (Heading(1, say("glossary.title")), glossary),
    }


def _method(report: ImpactReport) -> Iterable[Block]:
    limits, methods = report.limits, pictures.methods(report)
    yield Heading(1, say("method.title"))
    for key in ("did", "not"):
        yield Heading(2, say(f"method.{key}_title"))
        yield Bullets(tuple(texts()["method"][key]))
    yield Heading(2, say("method.rounding_title"))
    yield Paragraph(
        say(
            "method.rounding",
            base=limits.rounding_base,
            count=limits.minimum_count,
            percent=limits.minimum_n_percent,
        )
    )
    yield Heading(2, say("method.interval_title"))
    yield Paragraph(say("method.interval", methods=", ".join(methods)) if methods else say("method.no_interval"))


def _provenance(report: ImpactReport) -> Iterable[Block]:
    source = report.provenance
    yield Heading(1, say("provenance.title"))
    yield Paragraph(say("provenance.lead"))
    yield Facts(tuple((term, meaning) for term, meaning in _origin(report) if meaning))
    for run in source.runs:
        yield Heading(2, say("provenance.run", ref=run.ref[:8]))
        if run.inputs_changed:
            yield Paragraph(say("provenance.changed"), "note")
        yield Facts(
            (
                (say("provenance.model"), run.model_id),
                (say("provenance.seed"), str(run.seed)),
                (say("provenance.input_hash"), run.input_hash),
                (say("provenance.parameters"), ", ".join(f"{name}={value}" for name, value in run.parameters)),
                (say("provenance.libraries"), ", ".join(f"{name} {value}" for name, value in run.libraries if value)),
            )
        )
    if not source.runs:
        yield Paragraph(say("provenance.no_runs"))
    if report.all_quotes:
        yield Grid(tables.quote_table(report))


def _origin(report: ImpactReport) -> Iterable[tuple[str, str]]:
    pilot, source = report.pilot, report.provenance
    yield say("head.fact_programme"), pilot.programme
    yield say("head.fact_target"), pilot.target_group
    yield say("head.fact_places"), ", ".join(pilot.neighbourhoods)
    yield say("head.fact_themes"), ", ".join(pilot.themes)
    phases = (f"{tables.phase_name(p)} ({numbers.period(p.starts_on, p.ends_on)})" for p in report.phases)
    yield say("provenance.phases"), "; ".join(phases)
    waves = (f"{tables.wave_name(w)}: {numbers.period(w.opens_on, w.closes_on)}" for w in report.waves)
    yield say("head.fact_waves"), "; ".join(waves)
    issued = say("provenance.version_value", number=report.issue.number, date=numbers.day(report.issue.issued_on))
    yield say("provenance.version"), issued
    yield say("provenance.report_checksum"), checksum(report)
    released = say("provenance.release_value", number=source.release, date=numbers.day(source.released_on))
    yield say("provenance.release"), released
    yield say("provenance.release_checksum"), source.release_checksum
    yield say("provenance.policy"), report.limits.policy
    yield say("provenance.software"), source.software
    yield say("provenance.questionnaires"), "; ".join(source.questionnaires)
