"""Ring again who was not reached, and ask again who texted long ago"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("call_backs", sa.Column("outcome", sa.String(length=12), nullable=True))
    op.add_column(
        "call_backs", sa.Column("tries", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("call_backs", sa.Column("try_at", Moment(), nullable=True))
    op.create_index("ix_call_backs_oldest", "call_backs", ["state", "requested_at"])
    op.add_column("inbound_messages", sa.Column("asked_at", Moment(), nullable=True))
