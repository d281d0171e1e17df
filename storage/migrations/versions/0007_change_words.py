"""Change words"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "words_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=48), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words_versions")),
        sa.UniqueConstraint("number", name=op.f("uq_words_versions_number")),
    )
