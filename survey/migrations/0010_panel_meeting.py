"""the panel meeting: phases, seats by code, choices

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-22 07:20:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0010'
down_revision: Union[str, Sequence[str], None] = '0009'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema. A meeting that was closed before stays closed; one that was open begins at reading."""
    op.add_column('panel_meeting', sa.Column('phase', sa.Enum('read', 'judge', 'decide', 'choose', 'closed', name='phase', native_enum=False, length=10), server_default='read', nullable=False))
    op.add_column('panel_meeting', sa.Column('draw_rule', sa.String(length=200), server_default=sa.text("''"), nullable=False))
    op.add_column('panel_meeting', sa.Column('n_random', sa.Integer(), server_default='0', nullable=False))
    op.add_column('panel_meeting', sa.Column('n_chosen', sa.Integer(), server_default='0', nullable=False))
    op.add_column('panel_meeting', sa.Column('aftercare_name', sa.String(length=200), server_default=sa.text("''"), nullable=False))
    op.add_column('panel_meeting', sa.Column('aftercare_how', sa.String(length=200), server_default=sa.text("''"), nullable=False))
    op.add_column('panel_meeting', sa.Column('has_rehearsal', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE panel_meeting SET phase = 'closed' WHERE closed_at IS NOT NULL")
    op.add_column('panel_member', sa.Column('code_hash', sa.String(length=64), nullable=True))
    op.add_column('panel_member', sa.Column('locked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_panel_member_code_hash'), 'panel_member', ['code_hash'], unique=True)
    op.add_column('reading', sa.Column('source', sa.Enum('screen', 'paper', name='source', native_enum=False, length=10), server_default='screen', nullable=False))
    op.add_column('verdict', sa.Column('rating', sa.Enum('right', 'partly', 'wrong', 'missing', name='rating', native_enum=False, length=10), nullable=True))
    op.add_column('verdict', sa.Column('parts', sa.JSON(), nullable=True))
    op.add_column('verdict', sa.Column('votes_for', sa.Integer(), nullable=True))
    op.add_column('verdict', sa.Column('votes_against', sa.Integer(), nullable=True))
    op.add_column('verdict', sa.Column('source', sa.Enum('screen', 'paper', name='source', native_enum=False, length=10), server_default='screen', nullable=False))
    op.create_table('verdict_also',
    sa.Column('verdict_number', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate_theme.id'], name=op.f('fk_verdict_also_candidate_id_candidate_theme'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['verdict_number'], ['verdict.number'], name=op.f('fk_verdict_also_verdict_number_verdict'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('verdict_number', 'candidate_id', name=op.f('pk_verdict_also'))
    )
    op.create_table('story_move',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=True),
    sa.Column('ref', sa.Uuid(), nullable=False),
    sa.Column('from_candidate_id', sa.Uuid(), nullable=False),
    sa.Column('to_candidate_id', sa.Uuid(), nullable=True),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('source', sa.Enum('screen', 'paper', name='source', native_enum=False, length=10), server_default='screen', nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("to_candidate_id <> from_candidate_id", name=op.f('ck_story_move_move_elsewhere')),
    sa.ForeignKeyConstraint(['from_candidate_id'], ['candidate_theme.id'], name=op.f('fk_story_move_from_candidate_id_candidate_theme'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['to_candidate_id'], ['candidate_theme.id'], name=op.f('fk_story_move_to_candidate_id_candidate_theme'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id'], ['panel_meeting.id'], name=op.f('fk_story_move_meeting_id_panel_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ref'], ['deidentified_story.ref'], name=op.f('fk_story_move_ref_deidentified_story'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id', 'seat'], ['panel_member.meeting_id', 'panel_member.seat'], name=op.f('fk_story_move_meeting_id_seat_panel_member'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_story_move'))
    )
    op.create_table('nomination',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('domain', sa.String(length=60), nullable=False),
    sa.Column('ref', sa.Uuid(), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('source', sa.Enum('screen', 'paper', name='source', native_enum=False, length=10), server_default='screen', nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['panel_meeting.id'], name=op.f('fk_nomination_meeting_id_panel_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ref'], ['deidentified_story.ref'], name=op.f('fk_nomination_ref_deidentified_story'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id', 'seat'], ['panel_member.meeting_id', 'panel_member.seat'], name=op.f('fk_nomination_meeting_id_seat_panel_member'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_nomination'))
    )
    op.create_table('choice',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('domain', sa.String(length=60), nullable=False),
    sa.Column('ref', sa.Uuid(), nullable=True),
    sa.Column('contrary_ref', sa.Uuid(), nullable=True),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('none_reason', sa.Text(), nullable=False),
    sa.Column('votes_for', sa.Integer(), nullable=True),
    sa.Column('votes_against', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("contrary_ref <> ref", name=op.f('ck_choice_contrary_is_another')),
    sa.CheckConstraint("(ref IS NULL) = (reason_sealed IS NULL)", name=op.f('ck_choice_reason_with_story')),
    sa.CheckConstraint("(ref IS NULL) = (none_reason <> '')", name=op.f('ck_choice_story_or_why_none')),
    sa.ForeignKeyConstraint(['meeting_id'], ['panel_meeting.id'], name=op.f('fk_choice_meeting_id_panel_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ref'], ['deidentified_story.ref'], name=op.f('fk_choice_ref_deidentified_story'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contrary_ref'], ['deidentified_story.ref'], name=op.f('fk_choice_contrary_ref_deidentified_story'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_choice'))
    )
    op.create_table('panel_log',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('about', sa.String(length=60), nullable=False),
    sa.Column('ref', sa.Uuid(), nullable=True),
    sa.Column('old', sa.String(length=60), nullable=False),
    sa.Column('new', sa.String(length=60), nullable=False),
    sa.Column('source', sa.Enum('screen', 'paper', name='source', native_enum=False, length=10), server_default='screen', nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['panel_meeting.id'], name=op.f('fk_panel_log_meeting_id_panel_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ref'], ['deidentified_story.ref'], name=op.f('fk_panel_log_ref_deidentified_story'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_panel_log'))
    )
    op.create_index(op.f('ix_story_move_meeting_id'), 'story_move', ['meeting_id'])
    op.create_index(op.f('ix_story_move_ref'), 'story_move', ['ref'])
    op.create_index(op.f('ix_nomination_meeting_id'), 'nomination', ['meeting_id'])
    op.create_index(op.f('ix_nomination_ref'), 'nomination', ['ref'])
    op.create_index(op.f('ix_choice_meeting_id'), 'choice', ['meeting_id'])
    op.create_index(op.f('ix_choice_ref'), 'choice', ['ref'])
    op.create_index(op.f('ix_choice_contrary_ref'), 'choice', ['contrary_ref'])
    op.create_index(op.f('ix_panel_log_ref'), 'panel_log', ['ref'])
    op.create_index('ix_panel_log_meeting_id_number', 'panel_log', ['meeting_id', 'number'])


def downgrade() -> None:
    """Downgrade schema. What was nominated, chosen and moved goes; a split becomes what it was for the report, no theme."""
    op.execute("UPDATE verdict SET kind = 'reject' WHERE kind = 'split'")
    for table in ('panel_log', 'choice', 'nomination', 'story_move', 'verdict_also'):
        op.drop_table(table)
    for column in ('source', 'votes_against', 'votes_for', 'parts', 'rating'):
        op.drop_column('verdict', column)
    op.drop_column('reading', 'source')
    op.drop_index(op.f('ix_panel_member_code_hash'), table_name='panel_member')
    for column in ('locked_at', 'code_hash'):
        op.drop_column('panel_member', column)
    for column in ('has_rehearsal', 'aftercare_how', 'aftercare_name', 'n_chosen', 'n_random', 'draw_rule', 'phase'):
        op.drop_column('panel_meeting', column)
