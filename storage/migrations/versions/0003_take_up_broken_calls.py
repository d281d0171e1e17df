"""Take up broken calls"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "unfinished_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=False),
        sa.Column("path_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unfinished_calls")),
        sa.UniqueConstraint("session_key", name=op.f("uq_unfinished_calls_session_key")),
    )

    with op.batch_alter_table("unfinished_calls", schema=None) as batch_op:
        batch_op.create_index(
            "ix_unfinished_calls_phone", ["phone_index", "saved_at"], unique=False
        )

    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("landmark_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("path_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column("relay", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("outcome", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("safe_now", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("closed_at", Moment(), nullable=True))
