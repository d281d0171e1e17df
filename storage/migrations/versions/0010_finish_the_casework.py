"""Finish the casework"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["members.id"], name=op.f("fk_links_decided_by_members")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["reports.id"], name=op.f("fk_links_first_id_reports")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["reports.id"], name=op.f("fk_links_second_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_links_first_id")),
    )

    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_second_id"), ["second_id"], unique=False)

    op.create_table(
        "supports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_supports_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_supports_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supports")),
        sa.UniqueConstraint("mark", name=op.f("uq_supports_mark")),
    )

    with op.batch_alter_table("supports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supports_report_id"), ["report_id"], unique=False)

    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("works", sa.String(length=8), server_default="unknown", nullable=False)
        )
        batch_op.add_column(
            sa.Column("at_school", sa.String(length=8), server_default="unknown", nullable=False)
        )

    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("done_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("answer_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("answer_until", Moment(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_referrals_answer_hash"), ["answer_hash"])
