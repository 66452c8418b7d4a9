"""What a group that judged on paper thinks of a candidate theme, in counts

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-22 08:30:00

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


revision: str = '0013'
down_revision: Union[str, Sequence[str], None] = '0012'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table('paper_count',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('candidate_id', sa.Uuid(), nullable=False),
    sa.Column('n_right', sa.Integer(), nullable=False),
    sa.Column('n_partly', sa.Integer(), nullable=False),
    sa.Column('n_wrong', sa.Integer(), nullable=False),
    sa.Column('n_missing', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('typed_by_id', sa.Uuid(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('n_right >= 0 AND n_partly >= 0 AND n_wrong >= 0 AND n_missing >= 0', name=op.f('ck_paper_count_counts_not_negative')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate_theme.id'], name=op.f('fk_paper_count_candidate_id_candidate_theme'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id'], ['panel_meeting.id'], name=op.f('fk_paper_count_meeting_id_panel_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['typed_by_id'], ['user.id'], name=op.f('fk_paper_count_typed_by_id_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_paper_count'))
    )
    op.create_index(op.f('ix_paper_count_meeting_id'), 'paper_count', ['meeting_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_paper_count_meeting_id'), table_name='paper_count')
    op.drop_table('paper_count')
