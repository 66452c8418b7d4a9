"""release by two, and retention terms

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-22 07:14:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0006'
down_revision: Union[str, Sequence[str], None] = '0005'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column('pilot', sa.Column('four_eyes', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('release_decision', sa.Column('content_note_sealed', sa.LargeBinary(), nullable=True))
    op.add_column('release_decision', sa.Column('fields', sa.JSON(), nullable=True))
    op.create_table('retention_term',
    sa.Column('pilot_id', sa.Uuid(), nullable=False),
    sa.Column('stage', sa.String(length=20), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.CheckConstraint('days >= 1', name=op.f('ck_retention_term_at_least_a_day')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_retention_term_pilot_id_pilot'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('pilot_id', 'stage', name=op.f('pk_retention_term'))
    )


def downgrade() -> None:
    """Downgrade schema. Refused while a story waits for a second person: the step before does not know that state."""
    pending = op.get_bind().execute(
        sa.text("SELECT count(*) FROM release_decision WHERE outcome IN ('proposed', 'sent_back')")
    ).scalar()
    if pending:
        raise RuntimeError(f'{pending} decisions were made by two people in turn; the step before can not read them.')
    op.drop_table('retention_term')
    # Not in batch: SQLite would make the table anew, and dropping the old one takes every story with it.
    op.drop_column('release_decision', 'fields')
    op.drop_column('release_decision', 'content_note_sealed')
    op.drop_column('pilot', 'four_eyes')
