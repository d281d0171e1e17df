"""See whose turn it is"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("access_records", schema=None) as batch_op:
        batch_op.create_index("ix_access_records_latest", ["at"], unique=False)
        batch_op.drop_index(batch_op.f("ix_access_records_member_id"))
        batch_op.create_index(
            "ix_access_records_seen", ["member_id", "report_id", "what", "at"], unique=False
        )

    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assigned_to", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("turn", sa.SmallInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("rank", sa.SmallInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("due_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("ask_at", Moment(), nullable=True))
        batch_op.add_column(
            sa.Column("asked", sa.SmallInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("unreached", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.drop_index(batch_op.f("ix_alerts_inbox"))
        batch_op.create_index(
            "ix_alerts_inbox", ["committee_id", "turn", "rank", "opened_at", "id"], unique=False
        )
        batch_op.create_index("ix_alerts_answered", ["acknowledged_at"], unique=False)
        batch_op.create_index("ix_alerts_ask", ["turn", "ask_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_alerts_assigned_to_members"), "members", ["assigned_to"], ["id"]
        )

    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("department_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sub_prefecture_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("rank", sa.SmallInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("stage", sa.SmallInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("due_at", Moment(), nullable=True))
        batch_op.add_column(
            sa.Column("told_by", sa.SmallInteger(), server_default="1", nullable=False)
        )
        batch_op.create_index("ix_reports_closed", ["closed_at"], unique=False)
        batch_op.create_index("ix_reports_country_late", ["stage", "due_at", "id"], unique=False)
        batch_op.create_index(
            "ix_reports_country_newest", ["stage", "received_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_reports_country_urgent", ["stage", "rank", "received_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_reports_department_late", ["department_id", "stage", "due_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_reports_department_newest",
            ["department_id", "stage", "received_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_reports_department_urgent",
            ["department_id", "stage", "rank", "received_at", "id"],
            unique=False,
        )
        batch_op.create_index("ix_reports_same", ["place_id", "received_at"], unique=False)
        batch_op.create_index(
            "ix_reports_sub_prefecture_late",
            ["sub_prefecture_id", "stage", "due_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_reports_sub_prefecture_newest",
            ["sub_prefecture_id", "stage", "received_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_reports_sub_prefecture_urgent",
            ["sub_prefecture_id", "stage", "rank", "received_at", "id"],
            unique=False,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_reports_department_id_places"), "places", ["department_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_reports_sub_prefecture_id_places"),
            "places",
            ["sub_prefecture_id"],
            ["id"],
        )
    _say_again()


def _say_again() -> None:
    """Fill what the new columns say again, for the reports and alerts there are."""
    run = op.get_bind().execute
    ranks = "CASE urgency WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END"
    stages = (
        "CASE WHEN status IN ('draft', 'cancelled') THEN 0 "
        "WHEN status IN ('closed', 'unfounded') THEN 2 ELSE 1 END"
    )
    run(sa.text(f"UPDATE reports SET rank = {ranks}, stage = {stages}"))  # noqa: S608 - no input
    run(
        sa.text(
            "UPDATE alerts SET rank = (SELECT rank FROM reports WHERE reports.id = report_id), "
            "turn = CASE state WHEN 'open' THEN 2 WHEN 'acknowledged' THEN 1 "
            "WHEN 'closed' THEN -1 ELSE 0 END, "
            "due_at = next_level_at"
        )
    )
    places = {row.id: row for row in run(sa.text("SELECT id, level, parent_id FROM places"))}
    for (place_id,) in run(sa.text("SELECT DISTINCT place_id FROM reports")).all():
        above, here = {}, place_id
        while here is not None:
            above[places[here].level] = here
            here = places[here].parent_id
        run(
            sa.text(
                "UPDATE reports SET department_id = :department, "
                "sub_prefecture_id = :sub_prefecture WHERE place_id = :place"
            ),
            {
                "department": above.get("department"),
                "sub_prefecture": above.get("sub_prefecture"),
                "place": place_id,
            },
        )
