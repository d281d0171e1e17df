"""Keep the books"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0013"
down_revision = "0012"

# The first row of what was told -> its mark. A report that came by SMS came with its SMS.
# "Nothing" on a conflict: a row that is brought back from a backup has left its mark before.
REPORT = (
    "INSERT INTO arrivals (id, session_key, channel, reference, at) VALUES "
    "(NEW.id, NEW.session_key, NEW.channel, NEW.reference, NEW.saved_at) ON CONFLICT DO NOTHING; "
    "UPDATE arrivals SET reference = NEW.reference WHERE session_key = NEW.session_key;"
)
CALL = (
    "INSERT INTO arrivals (id, session_key, channel, at) VALUES "
    "(NEW.id, NEW.session_key, 'ussd', NEW.saved_at) ON CONFLICT DO NOTHING;"
)
MESSAGE = (
    "INSERT INTO arrivals (id, channel, at) VALUES "
    "(NEW.id, 'sms', NEW.received_at) ON CONFLICT DO NOTHING;"
)
MARKS = (
    ("reports", "WHEN (NEW.channel <> 'sms')", REPORT),
    ("unfinished_calls", "", CALL),
    ("inbound_messages", "", MESSAGE),
)


def upgrade() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("session_key", name=op.f("uq_arrivals_session_key")),
    )
    op.create_table(
        "gauges",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_gauges")),
    )
    with op.batch_alter_table("inbound_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("became", sa.String(length=12), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_inbound_messages_report_id"), ["report_id"], unique=False
        )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_in", sa.Uuid(), nullable=True))
    with op.batch_alter_table("outbound_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promised_for", Moment(), nullable=True))
        batch_op.create_index(
            "ix_outbound_promised", ["queue", "status", "promised_for"], unique=False
        )
    _mark_what_comes()
    _mark_what_came()


def _mark_what_comes() -> None:
    """Let the database lay the marks: the release before this one needs to know nothing of it."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, when, mark in MARKS:
        name = f"arrivals_of_{table}"
        if not is_postgresql:
            op.execute(f"CREATE TRIGGER {name} AFTER INSERT ON {table} {when} BEGIN {mark} END")
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {mark} RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} AFTER INSERT ON {table} "
            f"FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
        )


def _mark_what_came() -> None:
    """Enter what is there already, and say for when its messages were promised."""
    op.execute(
        "INSERT INTO arrivals (id, session_key, channel, reference, at) "
        "SELECT id, session_key, channel, reference, saved_at FROM reports WHERE channel <> 'sms'"
    )
    op.execute(
        "INSERT INTO arrivals (id, session_key, channel, at) "
        "SELECT id, session_key, 'ussd', saved_at FROM unfinished_calls WHERE NOT EXISTS "
        "(SELECT 1 FROM reports WHERE reports.session_key = unfinished_calls.session_key)"
    )
    op.execute(
        "INSERT INTO arrivals (id, channel, at) SELECT id, 'sms', received_at FROM inbound_messages"
    )
    op.execute("UPDATE outbound_messages SET promised_for = created_at")
