"""Count and remember"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "house_rules",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=48), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_house_rules")),
    )

    op.create_table(
        "tallies",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "kind", "period", "subject_id", "key", "sensitive", name=op.f("pk_tallies")
        ),
    )

    op.create_table(
        "digests",
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_digests_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("committee_id", "period", name=op.f("pk_digests")),
    )

    op.create_table(
        "doings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_doings_member_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doings")),
    )

    with op.batch_alter_table("doings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_doings_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_doings_member_id"), ["member_id"], unique=False)
