"""what a lesson said and what became of it, each time it was kept

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-22 10:35:00

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


revision: str = '0015'
down_revision: Union[str, Sequence[str], None] = '0014'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table('lesson_version',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('phase_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('owner', sa.String(length=120), nullable=False),
    sa.Column('status', sa.Enum('open', 'taken_up', 'not_taken_up', 'left_out', name='status', native_enum=False, length=20), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('kept_by_id', sa.Uuid(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['kept_by_id'], ['user.id'], name=op.f('fk_lesson_version_kept_by_id_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_lesson_version_lesson_id_lesson'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['phase_id'], ['phase.id'], name=op.f('fk_lesson_version_phase_id_phase'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_lesson_version'))
    )
    op.create_index(op.f('ix_lesson_version_lesson_id'), 'lesson_version', ['lesson_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_lesson_version_lesson_id'), table_name='lesson_version')
    op.drop_table('lesson_version')
