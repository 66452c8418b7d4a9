"""answer sheet, and what is registered beforehand

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-22 07:36:00

"""
import uuid
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


revision: str = '0011'
down_revision: Union[str, Sequence[str], None] = '0010'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None

PER_INSERT = 500


def upgrade() -> None:
    sheet = op.create_table('answer_sheet',
    sa.Column('ref', sa.Uuid(), nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['ref'], ['submission.ref'], name=op.f('fk_answer_sheet_ref_submission'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_answer_sheet'))
    )
    _fill(sheet)
    op.create_table('registered_indicator',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('pilot_id', sa.Uuid(), nullable=False),
    sa.Column('phase_id', sa.Uuid(), nullable=False),
    sa.Column('indicator', sa.String(length=160), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('registered_by_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['phase_id'], ['phase.id'], name=op.f('fk_registered_indicator_phase_id_phase'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_registered_indicator_pilot_id_pilot'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['registered_by_id'], ['user.id'], name=op.f('fk_registered_indicator_registered_by_id_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registered_indicator')),
    sa.UniqueConstraint('pilot_id', 'phase_id', 'indicator', name=op.f('uq_registered_indicator_pilot_id_phase_id_indicator'))
    )


def _fill(sheet: sa.Table) -> None:
    """One row for every story that has closed answers already."""
    connection = op.get_bind()
    answer = sa.table('closed_answer', sa.column('ref', sa.Uuid()), sa.column('question', sa.String()),
                      sa.column('step', sa.Integer()), sa.column('not_given', sa.String()))
    given: dict[uuid.UUID, dict[str, object]] = {}
    for ref, question, step, not_given in connection.execute(sa.select(answer)):
        given.setdefault(ref, {})[question] = not_given if step is None else step
    rows = [{'ref': ref, 'given': answers} for ref, answers in given.items()]
    for start in range(0, len(rows), PER_INSERT):
        connection.execute(sa.insert(sheet), rows[start:start + PER_INSERT])


def downgrade() -> None:
    op.drop_table('registered_indicator')
    op.drop_table('answer_sheet')
