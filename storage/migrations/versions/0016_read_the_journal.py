"""Read the journal"""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index("ix_access_records_what", "access_records", ["what", "at", "id"])
    op.create_index("ix_access_records_member", "access_records", ["member_id", "what", "at", "id"])
    op.drop_index("ix_access_records_latest", table_name="access_records")
    op.create_index("ix_unsealings_at", "unsealings", ["at"])
