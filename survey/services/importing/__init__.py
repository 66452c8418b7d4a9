"""Bringing in real stories: a whole export or nothing, through the same service that a family's story goes through.

What was read and checked beforehand (`tables_in`, `mapping_file`, `rows`) is pure; only `import_stories` has a session.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from analysis.records import USES
from survey.models.account import User
from survey.models.programme import Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.services import answers, audit, questionnaires, stories
from survey.services.errors import LoexError
from survey.services.importing.mapping import ImportMapping
from survey.services.importing.rows import CheckedRow, CheckedRows, Rules, check_rows
from survey.services.sealing import KeyRing
from survey.services.tables_in import Hints, ImportRefused, Problem, Table, read_table

NOON = time(12, tzinfo=UTC)
"""Only the day of telling is kept; noon is the same day all over Europe."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """n_read = n_new + n_known + those left out. left_out: lines by reason. damaged: lines with a lost letter (�)."""

    n_read: int
    n_new: int
    n_known: int
    left_out: Mapping[str, tuple[int, ...]]
    damaged: tuple[int, ...]


def read_export(data: bytes, *, file_name: str, mapping: ImportMapping) -> Table:
    """The table in an exported file, read as the mapping says. Raises ImportRefused."""
    hints = Hints(mapping.encoding, mapping.separator, mapping.sheet, frozenset(mapping.columns))
    return read_table(data, file_name=file_name, hints=hints)


def import_stories(
    session: Session,
    *,
    wave: Wave,
    table: Table,
    mapping: ImportMapping,
    key_ring: KeyRing,
    by: User | None,
    now: datetime,
) -> ImportSummary:
    """Tell every story of the table in this wave, or none. A story that came in before is recognised and left as it is.

    Raises ImportRefused with every problem; the session then holds nothing of this import.
    """
    version = questionnaires.get_version(session, version_id=wave.questionnaire_version_id)
    checked = check_rows(table, mapping, _rules(wave, version, today=now.date()))
    with session.begin_nested():
        n_new = _tell_all(session, wave, checked, mapping, key_ring)
        if n_new:
            audit.record(
                session,
                action="stories.imported",
                subject=wave,
                by=by,
                now=now,
                source=mapping.name,
                n_new=n_new,
                consent_ground=mapping.consent_ground,
            )
    return ImportSummary(
        n_read=len(table.rows),
        n_new=n_new,
        n_known=len(checked.rows) - n_new,
        left_out=checked.left_out,
        damaged=checked.damaged,
    )


def _rules(wave: Wave, version: QuestionnaireVersion, *, today: date) -> Rules:
    asked = {question.code for question in version.questions}
    if missing := [use for use in USES if f"consent_{use}" not in asked]:
        raise ImportRefused(
            [Problem(None, None, f"This wave's questionnaire has no consent question for: {', '.join(missing)}.")]
        )
    return Rules(
        answer_codes=answers.answer_codes(version),
        text_codes=tuple(q.code for q in version.questions if q.kind in ("title", "open")),
        opens_on=wave.opens_on,
        closes_on=wave.closes_on,
        age_policy=wave.pilot.age_policy,
        today=today,
    )


def _tell_all(session: Session, wave: Wave, checked: CheckedRows, mapping: ImportMapping, key_ring: KeyRing) -> int:
    """How many were new. Raises ImportRefused for what `tell` refuses after all."""
    n_new, problems = 0, []
    for row in checked.rows:
        try:
            receipt = stories.tell(
                session,
                wave=wave,
                told=row.told,
                key_ring=key_ring,
                idempotency_key=_key(wave, mapping, row),
                entered_as="import",
                now=datetime.combine(row.told_on, NOON),
            )
        except LoexError as error:  # a rule of telling that the check does not know yet
            problems.append(Problem(row.line, None, f"is refused ({type(error).__name__})."))
        else:
            n_new += receipt.is_new
    if problems:
        raise ImportRefused(problems)
    return n_new


def _key(wave: Wave, mapping: ImportMapping, row: CheckedRow) -> str:
    """The same for the same row of the same source in the same wave, whatever else the file or the mapping says."""
    identity = json.dumps(["import", str(wave.id), mapping.name, *row.identity])
    return hashlib.sha256(identity.encode()).hexdigest()
