"""Count whole months"""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "countings",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_countings")),
    )
    op.execute(sa.text("DELETE FROM tallies"))  # weeks begin on other days; all is counted anew
