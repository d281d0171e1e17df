"""Keep committees, members and lists on the web"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("members", sa.Column("web_locked_until", Moment(), nullable=True))
    op.create_index("ix_committees_level", "committees", ["level", "name", "id"])
    op.create_index("ix_services_name", "services", ["name", "id"])
    op.create_table(
        "waiting_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_waiting_imports_member_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_imports")),
        sa.UniqueConstraint("member_id", name=op.f("uq_waiting_imports_member_id")),
    )
    op.create_index("ix_waiting_imports_ends_at", "waiting_imports", ["ends_at"])
