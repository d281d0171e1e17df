"""Write to many: campaigns, their recipients, contacts that agreed to be written to.

The sealed number of whoever wished for messages moves from each wish to the contact, once.
"""

import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.encryption import CannotOpen, Keys
from storage.models.base import Moment

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "routes",
        sa.Column("operator", sa.String(length=8), nullable=False),
        sa.Column("share", sa.SmallInteger(), nullable=False),
        sa.Column("moved_at", Moment(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("first_heard_at", Moment(), nullable=True),
        sa.Column("second_heard_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("operator", name=op.f("pk_routes")),
    )
    op.create_table(
        "contact_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.Uuid(), nullable=True),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["members.id"], name=op.f("fk_contact_lists_imported_by_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_lists")),
    )
    op.create_table(
        "saved_audiences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["members.id"], name=op.f("fk_saved_audiences_made_by_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_audiences")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_audiences_name")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("message", sa.String(length=8), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("spread", sa.Boolean(), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=True),
        sa.Column("asked_ceiling", sa.BigInteger(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("trial_id", sa.Uuid(), nullable=True),
        sa.Column("prepared_to", sa.Uuid(), nullable=True),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("estimate", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("spent_in_month", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("cursors", sa.JSON(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("served_at", Moment(), nullable=True),
        sa.Column("held_until", Moment(), nullable=True),
        sa.Column("trouble", sa.String(length=40), nullable=True),
        sa.Column("troubles", sa.SmallInteger(), nullable=False),
        sa.Column("paused_for", sa.String(length=12), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_for", sa.String(length=12), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("figured_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["members.id"], name=op.f("fk_campaigns_asked_by_members")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["members.id"], name=op.f("fk_campaigns_approved_by_members")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["campaigns.id"], name=op.f("fk_campaigns_parent_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"],
            ["outbound_messages.id"],
            name=op.f("fk_campaigns_trial_id_outbound_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["members.id"], name=op.f("fk_campaigns_written_by_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("number", name=op.f("uq_campaigns_number")),
        sa.UniqueConstraint("parent_id", "step", name=op.f("uq_campaigns_parent_id")),
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.create_index("ix_campaigns_status", ["status", "starts_at"], unique=False)

    op.create_table(
        "campaign_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("operator", sa.String(length=8), nullable=False),
        sa.Column("messages", sa.SmallInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("called_at", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("people", sa.LargeBinary(), nullable=True),
        sa.Column("carrier", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_calls_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_calls")),
    )
    with op.batch_alter_table("campaign_calls", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaign_calls_campaign", ["campaign_id", "called_at"], unique=False
        )
        batch_op.create_index(
            "ix_campaign_calls_open",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.create_table(
        "campaign_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["members.id"], name=op.f("fk_campaign_events_by_members")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_events_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_events")),
    )
    with op.batch_alter_table("campaign_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_campaign_events_campaign_id"), ["campaign_id"], unique=False
        )

    op.create_table(
        "campaign_recipients",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=False),
        sa.Column("operator", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("wording", sa.String(length=1), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("carrier", sa.String(length=16), nullable=True),
        sa.Column("provider_id", sa.String(length=80), nullable=True),
        sa.Column("segments", sa.SmallInteger(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_recipients_campaign_id_campaigns"),
        ),
        sa.PrimaryKeyConstraint("person_id", "campaign_id", name=op.f("pk_campaign_recipients")),
    )
    with op.batch_alter_table("campaign_recipients", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaign_recipients_provider",
            ["provider_id"],
            unique=False,
            sqlite_where=sa.text("provider_id IS NOT NULL"),
            postgresql_where=sa.text("provider_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_campaign_recipients_queued",
            ["campaign_id", "operator", "language", "wording", "place_id", "person_id"],
            unique=False,
            sqlite_where=sa.text("status = 'queued'"),
            postgresql_where=sa.text("status = 'queued'"),
        )
        batch_op.create_index(
            "ix_campaign_recipients_status", ["campaign_id", "status"], unique=False
        )
        batch_op.create_index(
            "ix_campaign_recipients_unknown",
            ["phone_index"],
            unique=False,
            sqlite_where=sa.text(
                "status = 'uncertain' OR (status = 'sent' AND provider_id IS NULL)"
            ),
            postgresql_where=sa.text(
                "status = 'uncertain' OR (status = 'sent' AND provider_id IS NULL)"
            ),
        )

    op.create_table(
        "campaign_spendings",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_spendings_campaign_id_campaigns"),
        ),
        sa.PrimaryKeyConstraint("month", "campaign_id", name=op.f("pk_campaign_spendings")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("agreed_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("agreed_by", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("list_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("role", sa.String(length=8), server_default="public", nullable=False)
        )
        batch_op.add_column(
            sa.Column("operator", sa.String(length=8), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("topics", sa.String(length=120), server_default=" ", nullable=False)
        )
        batch_op.add_column(sa.Column("place_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sub_prefecture_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("department_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("seen_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("written_at", Moment(), nullable=True))
        batch_op.create_index(
            "ix_contacts_audience",
            [
                "department_id",
                "sub_prefecture_id",
                "place_id",
                "role",
                "language",
                "operator",
                "topics",
                "seen_on",
                "written_at",
                "phone_index",
            ],
            unique=False,
            sqlite_where=sa.text("agreed_at IS NOT NULL AND opted_out_at IS NULL"),
            postgresql_where=sa.text("agreed_at IS NOT NULL AND opted_out_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_contacts_list_id"), ["list_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_contacts_list_id_contact_lists"), "contact_lists", ["list_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_contacts_place_id_places"), "places", ["place_id"], ["id"]
        )

    with op.batch_alter_table("delivery_reports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delivery_reports_recipient_index"), ["recipient_index"], unique=False
        )
        batch_op.create_index(
            "ix_delivery_reports_waiting",
            ["received_at"],
            unique=False,
            sqlite_where=sa.text("NOT applied"),
            postgresql_where=sa.text("NOT applied"),
        )

    with op.batch_alter_table("outbound_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("carrier", sa.String(length=16), nullable=True))
        batch_op.add_column(
            sa.Column("operator", sa.String(length=8), server_default="", nullable=False)
        )

    with op.batch_alter_table("quiz_answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("campaign_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("wording", sa.String(length=1), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_quiz_answers_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_quiz_answers_campaign_id_campaigns"),
            "campaigns",
            ["campaign_id"],
            ["id"],
        )

    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.alter_column("phone_sealed", existing_type=sa.LargeBinary(), nullable=True)

    _move_numbers(op.get_context().opts["keys"])


def _move_numbers(keys: Keys) -> None:
    """Make a contact of everybody who wished for a topic: their number, where they live, since
    when, about what."""
    connection = op.get_bind()
    wishes = connection.execute(_WISHES)
    for phone_index, found in _by_phone(wishes):
        contact_id = connection.execute(_CONTACT, {"phone_index": phone_index}).scalar()
        if contact_id is None:
            contact_id = uuid.uuid4()
            connection.execute(_NEW, {"id": contact_id, "phone_index": phone_index})
        phone = _opened(keys, found)
        if phone is None:
            continue
        first = min(found, key=lambda wish: wish.subscribed_at)
        homes = [wish.place_id for wish in found if wish.place_id is not None]
        department, sub_prefecture = _above(connection, homes[0]) if homes else (None, None)
        connection.execute(
            _AGREED,
            {
                "of": contact_id,
                "phone_sealed": keys.seal(phone, "contacts", str(contact_id), "phone"),
                "agreed_at": first.subscribed_at,
                "agreed_by": first.channel,
                "operator": _OPERATORS.get(phone[:6], "other"),
                "topics": f" {' '.join(sorted(wish.topic for wish in found))} ",
                "place_id": homes[0] if homes else None,
                "sub_prefecture_id": sub_prefecture,
                "department_id": department,
            },
        )
    connection.execute(sa.update(_SUBSCRIPTIONS).values(phone_sealed=None))


def _by_phone(wishes: Any) -> Any:
    found: dict[str, list[Any]] = {}
    for wish in wishes:
        found.setdefault(wish.phone_index, []).append(wish)
    return found.items()


def _opened(keys: Keys, wishes: list[Any]) -> str | None:
    for wish in wishes:
        try:
            return keys.open(wish.phone_sealed, "subscriptions", str(wish.id), "phone")
        except (CannotOpen, TypeError):
            continue
    return None


def _above(connection: sa.Connection, place_id: uuid.UUID | None) -> tuple[Any, Any]:
    """The department and the sub-prefecture of a place."""
    levels: dict[str, Any] = {}
    while place_id is not None:
        place = connection.execute(_PLACE, {"of": place_id}).one()
        levels[place.level] = place.id
        place_id = place.parent_id
    return levels.get("department"), levels.get("sub_prefecture")


_OPERATORS = {"+22507": "orange", "+22505": "mtn", "+22501": "moov"}
_SUBSCRIPTIONS = sa.table(
    "subscriptions",
    sa.column("id", sa.Uuid),
    sa.column("phone_index", sa.String),
    sa.column("phone_sealed", sa.LargeBinary),
    sa.column("topic", sa.String),
    sa.column("place_id", sa.Uuid),
    sa.column("channel", sa.String),
    sa.column("subscribed_at", Moment),
)
_CONTACTS = sa.table(
    "contacts",
    sa.column("id", sa.Uuid),
    sa.column("phone_index", sa.String),
    sa.column("phone_sealed", sa.LargeBinary),
    sa.column("agreed_at", Moment),
    sa.column("agreed_by", sa.String),
    sa.column("operator", sa.String),
    sa.column("topics", sa.String),
    sa.column("place_id", sa.Uuid),
    sa.column("sub_prefecture_id", sa.Uuid),
    sa.column("department_id", sa.Uuid),
)
_PLACES = sa.table(
    "places",
    sa.column("id", sa.Uuid),
    sa.column("level", sa.String),
    sa.column("parent_id", sa.Uuid),
)
_WISHES = sa.select(_SUBSCRIPTIONS).where(_SUBSCRIPTIONS.c.phone_sealed.is_not(None))
_CONTACT = sa.select(_CONTACTS.c.id).where(_CONTACTS.c.phone_index == sa.bindparam("phone_index"))
_NEW = sa.insert(_CONTACTS).values(id=sa.bindparam("id"), phone_index=sa.bindparam("phone_index"))
_AGREED = sa.update(_CONTACTS).where(_CONTACTS.c.id == sa.bindparam("of")).values(
    {
        name: sa.bindparam(name)
        for name in (
            "phone_sealed", "agreed_at", "agreed_by", "operator", "topics", "place_id",
            "sub_prefecture_id", "department_id",
        )
    }
)  # fmt: skip
_PLACE = sa.select(_PLACES).where(_PLACES.c.id == sa.bindparam("of"))
