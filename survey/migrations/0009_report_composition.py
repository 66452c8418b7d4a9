"""report composition, corrections, keys for the data interface

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-22 07:20:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0009'
down_revision: Union[str, Sequence[str], None] = '0008'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('report_layout',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('pilot_id', sa.Uuid(), nullable=False),
    sa.Column('sections', sa.JSON(), nullable=False),
    sa.Column('chosen_by_id', sa.Uuid(), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chosen_by_id'], ['user.id'], name=op.f('fk_report_layout_chosen_by_id_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_report_layout_pilot_id_pilot'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_report_layout'))
    )
    op.create_index(op.f('ix_report_layout_pilot_id'), 'report_layout', ['pilot_id'])
    op.create_table('report_text',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('pilot_id', sa.Uuid(), nullable=False),
    sa.Column('section', sa.String(length=60), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('origin', sa.Enum('person', 'machine', name='origin', native_enum=False, length=10), nullable=False),
    sa.Column('written_by_id', sa.Uuid(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_report_text_pilot_id_pilot'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['written_by_id'], ['user.id'], name=op.f('fk_report_text_written_by_id_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_report_text'))
    )
    op.create_index('ix_report_text_pilot_id_section', 'report_text', ['pilot_id', 'section'])
    op.create_table('report_correction',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_by_id', sa.Uuid(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['report_version.id'], name=op.f('fk_report_correction_report_id_report_version'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['written_by_id'], ['user.id'], name=op.f('fk_report_correction_written_by_id_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_report_correction'))
    )
    op.create_index(op.f('ix_report_correction_report_id'), 'report_correction', ['report_id'])
    op.create_table('api_token',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('pilot_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=200), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['user.id'], name=op.f('fk_api_token_made_by_id_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_api_token_pilot_id_pilot'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash'))
    )
    op.create_index(op.f('ix_api_token_pilot_id'), 'api_token', ['pilot_id'])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table('api_token')
    op.drop_table('report_correction')
    op.drop_table('report_text')
    op.drop_table('report_layout')
