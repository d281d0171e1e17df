"""Let nobody be woken at night, and miss no SMS that is lost"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("outbound_messages", schema=None) as batch_op:
        for name in ("by_day", "unheeded"):
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            )
        batch_op.create_index("ix_outbound_phone", ["recipient_index", "promised_for"])
        batch_op.drop_index("ix_outbound_messages_recipient_index")
    op.create_index(
        "ix_outbound_unheeded",
        "outbound_messages",
        ["alert_id"],
        sqlite_where=sa.text("unheeded = 1"),
        postgresql_where=sa.text("unheeded"),
    )
    # Whatever was lost before is looked at once more: it changes nothing where it was acted on.
    messages = sa.table(
        "outbound_messages",
        sa.column("status", sa.String),
        sa.column("alert_id", sa.Uuid),
        sa.column("unheeded", sa.Boolean),
    )
    lost = messages.c.status.in_(("undelivered", "expired")), messages.c.alert_id.is_not(None)
    op.execute(sa.update(messages).where(*lost).values(unheeded=True))
