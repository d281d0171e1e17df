"""Understand SMS"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("inbound_messages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("text_index", sa.String(length=64), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("slots", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("awaits", sa.String(length=12), nullable=True))
        batch_op.create_index("ix_inbound_same_text", ["text_index", "received_at"], unique=False)
