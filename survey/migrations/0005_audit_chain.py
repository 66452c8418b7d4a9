"""audit chain

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-22 05:26:00.000000

Events that are in the log already are linked together with the first event that is recorded after this step, as they are
found then: what was done to them before cannot be known.
"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0005'
down_revision: Union[str, Sequence[str], None] = '0004'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('audit_link',
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('event_number', sa.Integer(), nullable=False),
    sa.Column('key_mark', sa.String(length=8), nullable=False),
    sa.Column('mac', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['event_number'], ['audit_event.number'], name=op.f('fk_audit_link_event_number_audit_event'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_link')),
    sa.UniqueConstraint('event_number', name=op.f('uq_audit_link_event_number'))
    )


def downgrade() -> None:
    """Downgrade schema. The events stay, the chain goes: keep its head elsewhere first."""
    op.drop_table('audit_link')
