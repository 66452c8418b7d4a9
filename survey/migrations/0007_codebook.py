"""codebook: events and versions, what was learned from them, and themes that were looked for by name

Revision ID: 0007
Revises: 0006

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "codebook_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pilot_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["pilot.id"], name=op.f("fk_codebook_entry_pilot_id_pilot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook_entry")),
    )
    op.create_index(op.f("ix_codebook_entry_pilot_id"), "codebook_entry", ["pilot_id"], unique=False)
    op.create_table(
        "codebook_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pilot_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("before_hash", sa.String(length=64), nullable=False),
        sa.Column("n_themes", sa.Integer(), nullable=False),
        sa.Column("n_labelled", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_codebook_version_number_from_one")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_codebook_version_confirmed_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["pilot.id"], name=op.f("fk_codebook_version_pilot_id_pilot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook_version")),
        sa.UniqueConstraint("pilot_id", "number", name=op.f("uq_codebook_version_pilot_id_number")),
    )
    op.create_index(op.f("ix_codebook_version_pilot_id"), "codebook_version", ["pilot_id"], unique=False)
    op.create_table(
        "theme_wording",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("not_this", sa.Text(), nullable=False),
        sa.Column("is_set_aside", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("given_by_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_theme_wording_has_name")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["codebook_entry.id"],
            name=op.f("fk_theme_wording_entry_id_codebook_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user.id"], name=op.f("fk_theme_wording_given_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["panel_meeting.id"],
            name=op.f("fk_theme_wording_meeting_id_panel_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_theme_wording")),
    )
    op.create_index(op.f("ix_theme_wording_entry_id"), "theme_wording", ["entry_id"], unique=False)
    op.create_table(
        "theme_example",
        sa.Column("wording_number", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_counter", sa.Boolean(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wording_number"],
            ["theme_wording.number"],
            name=op.f("fk_theme_example_wording_number_theme_wording"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wording_number", "ref", name=op.f("pk_theme_example")),
    )
    op.create_table(
        "theme_placement",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("placed_by_id", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["codebook_entry.id"],
            name=op.f("fk_theme_placement_entry_id_codebook_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["user.id"], name=op.f("fk_theme_placement_placed_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_placement_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_theme_placement")),
    )
    op.create_index(op.f("ix_theme_placement_entry_id"), "theme_placement", ["entry_id"], unique=False)
    op.create_index(op.f("ix_theme_placement_theme_id"), "theme_placement", ["theme_id"], unique=False)
    op.create_table(
        "tag_placement",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("pilot_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("placed_by_id", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["codebook_entry.id"],
            name=op.f("fk_tag_placement_entry_id_codebook_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["pilot.id"], name=op.f("fk_tag_placement_pilot_id_pilot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["user.id"], name=op.f("fk_tag_placement_placed_by_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tag_placement")),
    )
    op.create_index(op.f("ix_tag_placement_pilot_id"), "tag_placement", ["pilot_id"], unique=False)
    op.create_table(
        "match_decision",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate_theme.id"],
            name=op.f("fk_match_decision_candidate_id_candidate_theme"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_match_decision_decided_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["codebook_entry.id"],
            name=op.f("fk_match_decision_entry_id_codebook_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_match_decision")),
    )
    op.create_index(op.f("ix_match_decision_candidate_id"), "match_decision", ["candidate_id"], unique=False)
    op.create_table(
        "codebook_fit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.String(length=120), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("learned", sa.JSON(), nullable=False),
        sa.Column("n_stories", sa.Integer(), nullable=False),
        sa.Column("n_abstained", sa.Integer(), nullable=False),
        sa.Column("n_unsteady", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("n_abstained <= n_stories", name=op.f("ck_codebook_fit_abstained_within_stories")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["codebook_version.id"],
            name=op.f("fk_codebook_fit_version_id_codebook_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook_fit")),
    )
    op.create_index(op.f("ix_codebook_fit_version_id"), "codebook_fit", ["version_id"], unique=False)
    op.create_table(
        "codebook_gap",
        sa.Column("fit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("n_stories", sa.Integer(), nullable=False),
        sa.Column("n_tellers", sa.Integer(), nullable=False),
        sa.CheckConstraint("stability BETWEEN 0 AND 1", name=op.f("ck_codebook_gap_stability_is_share")),
        sa.ForeignKeyConstraint(
            ["fit_id"], ["codebook_fit.id"], name=op.f("fk_codebook_gap_fit_id_codebook_fit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fit_id", "number", name=op.f("pk_codebook_gap")),
    )
    op.create_table(
        "coded_story",
        sa.Column("fit_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("certainty", sa.Double(), nullable=False),
        sa.Column("probabilities", sa.LargeBinary(), nullable=False),
        sa.Column("held_out", sa.LargeBinary(), nullable=True),
        sa.Column(
            "caution",
            sa.Enum("", "language_not_seen", "language_weaker", name="caution", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("gap_number", sa.Integer(), nullable=True),
        sa.CheckConstraint("certainty BETWEEN 0 AND 1", name=op.f("ck_coded_story_certainty_is_share")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["codebook_entry.id"], name=op.f("fk_coded_story_entry_id_codebook_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["fit_id"], ["codebook_fit.id"], name=op.f("fk_coded_story_fit_id_codebook_fit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ref"], ["deidentified_story.ref"], name=op.f("fk_coded_story_ref_deidentified_story"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fit_id", "ref", name=op.f("pk_coded_story")),
    )
    op.create_index(op.f("ix_coded_story_ref"), "coded_story", ["ref"], unique=False)
    op.create_table(
        "sought_theme",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("n_stories", sa.Integer(), nullable=False),
        sa.Column("n_tellers", sa.Integer(), nullable=False),
        sa.CheckConstraint("stability BETWEEN 0 AND 1", name=op.f("ck_sought_theme_stability_is_share")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["analysis_run.id"], name=op.f("fk_sought_theme_run_id_analysis_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_sought_theme")),
    )


def downgrade() -> None:
    op.drop_table("sought_theme")
    op.drop_table("coded_story")
    op.drop_table("codebook_gap")
    op.drop_table("codebook_fit")
    op.drop_table("match_decision")
    op.drop_table("tag_placement")
    op.drop_table("theme_placement")
    op.drop_table("theme_example")
    op.drop_table("theme_wording")
    op.drop_table("codebook_version")
    op.drop_table("codebook_entry")
