"""Find who looked at a report without reading what was looked at elsewhere"""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.drop_index("ix_access_records_report_id", "access_records")
    op.create_index(
        "ix_access_records_report", "access_records", ["report_id", "what", "member_id", "at"]
    )
