"""decisions at a reflection moment, a Word template for reports

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-22 08:30:00

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


revision: str = '0012'
down_revision: Union[str, Sequence[str], None] = '0011'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table('reflection_decision',
    sa.Column('moment_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('owner', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['moment_id'], ['reflection_moment.id'], name=op.f('fk_reflection_decision_moment_id_reflection_moment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('moment_id', 'position', name=op.f('pk_reflection_decision'))
    )
    op.create_table('report_template',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('pilot_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('chosen_by_id', sa.Uuid(), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chosen_by_id'], ['user.id'], name=op.f('fk_report_template_chosen_by_id_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_report_template_pilot_id_pilot'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_report_template'))
    )
    op.create_index(op.f('ix_report_template_pilot_id'), 'report_template', ['pilot_id'])


def downgrade() -> None:
    op.drop_table('report_template')
    op.drop_table('reflection_decision')
