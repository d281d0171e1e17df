"""Call back"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "call_backs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("committee_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("safe_when", sa.String(length=12), nullable=False),
        sa.Column("requested_at", Moment(), nullable=False),
        sa.Column("reminded_at", Moment(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_call_backs_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_call_backs_place_id_places")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["members.id"], name=op.f("fk_call_backs_taken_by_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
        sa.UniqueConstraint("reference", name=op.f("uq_call_backs_reference")),
    )

    with op.batch_alter_table("call_backs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_backs_phone_index"), ["phone_index"], unique=False
        )
        batch_op.create_index(
            "ix_call_backs_waiting", ["committee_id", "state", "requested_at"], unique=False
        )

    op.create_table(
        "unsealings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("call_back_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_back_id"], ["call_backs.id"], name=op.f("fk_unsealings_call_back_id_call_backs")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_unsealings_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_unsealings_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsealings")),
    )

    with op.batch_alter_table("unsealings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unsealings_member_id"), ["member_id"], unique=False)
