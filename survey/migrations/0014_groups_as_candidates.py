"""Groups of stories for which the codebook has no theme, as a search whose candidates a panel can judge

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-22 10:40:00

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


revision: str = '0014'
down_revision: Union[str, Sequence[str], None] = '0013'
branch_labels: Union[str, Sequence[str], None] = ()
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column('analysis_run', sa.Column('is_among_unplaced', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    # Without the mark such a search would count as one among all stories. Those a meeting judged stay.
    op.execute(sa.text('DELETE FROM analysis_run WHERE is_among_unplaced AND id NOT IN (SELECT run_id FROM panel_meeting)'))
    op.drop_column('analysis_run', 'is_among_unplaced')
