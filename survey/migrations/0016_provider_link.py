"""Who somebody is at the organisation's own identity provider

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-22 10:40:00

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


revision: str = '0016'
down_revision: Union[str, Sequence[str], None] = '0015'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table('provider_link',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('issuer', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_provider_link_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_provider_link'))
    )
    op.create_index('uq_provider_link_issuer_subject', 'provider_link', ['issuer', 'subject'], unique=True)


def downgrade() -> None:
    op.drop_index('uq_provider_link_issuer_subject', table_name='provider_link')
    op.drop_table('provider_link')
