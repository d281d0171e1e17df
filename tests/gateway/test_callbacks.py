"""The provider's other callbacks: SMS in, delivery reports, opt-outs; who may knock."""

import pytest
from sqlalchemy import select

from gateway.guards import knows_secret
from storage import contacts, inbox
from storage.models import InboundMessage, MessageStatus, OutboundMessage, Report
from tests.conftest import TOKEN


def everything(house, model):
    with house.database.reading() as session:
        return list(session.scalars(select(model)))


@pytest.mark.parametrize("door", ["ussd", "sms", "delivery", "optout", "events"])
def test_a_wrong_token_is_answered_like_an_address_that_does_not_exist(client, door):
    right, wrong = f"/at/{TOKEN}/{door}", f"/at/{TOKEN[:-1]}y/{door}"

    assert client.post(right).status_code == 200
    assert client.post(wrong).status_code == 404
    assert client.post(wrong).data == client.post("/at").data


def test_two_tokens_open_while_one_is_being_changed():
    secrets = ("a" * 40, "b" * 40)

    assert knows_secret(secrets, "a" * 40)
    assert knows_secret(secrets, "b" * 40)
    assert not knows_secret(secrets, "c" * 40)
    assert not knows_secret(secrets, "")


@pytest.mark.parametrize("door", ["sms", "delivery", "optout", "events"])
def test_a_body_beyond_all_measure_is_refused(client, door):
    assert client.post(f"/at/{TOKEN}/{door}", data=b"x" * 17_000).status_code == 413


@pytest.mark.parametrize("door", ["ussd", "sms", "delivery", "optout", "events"])
@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"id=\xff&status=%00", b"=&=&&", b"a" * 999])
def test_no_body_breaks_a_door(client, door, body):
    assert client.post(f"/at/{TOKEN}/{door}", data=body).status_code == 200


def test_an_sms_with_village_and_digit_is_a_report_and_its_sender_gets_a_receipt(people):
    people.villager.texts("SOS 1029 2 on les fait travailler la nuit")

    assert "un message attend" in people.department.sms[-1]
    reply = people.villager.sms[-1]
    assert reply.startswith("VEILLE: merci. Code ")
    people.neighbour.dials().picks("Suivre").types(reply.split("Code ")[1])
    assert "recu" in people.neighbour.screen


@pytest.mark.parametrize("text", ["sos 1029 1", "S.O.S? non", "signaler 1029, 7!", "SOS1029 5"])
def test_an_sms_report_is_read_forgivingly(people, house, text):
    people.villager.texts(text)

    expected = 0 if "non" in text else 1
    assert len(everything(house, Report)) == expected


def test_the_same_sms_again_changes_nothing(people, house):
    for _ in range(3):
        people.villager.texts("SOS 1029 2", message_id="same")

    assert len(everything(house, InboundMessage)) == 1
    assert len(everything(house, Report)) == 1
    assert len(people.villager.sms) == 1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("AIDE", "écrivez SOS"),
        ("aide svp", "écrivez SOS"),
        ("help", "write SOS"),
        ("STOP", "plus de conseils"),
        ("START", "les conseils reprennent"),
        ("SOS", "le code de l'affiche"),
        ("SOS 1029", "ajoutez un chiffre"),
        ("un enfant pleure chez le voisin", "une personne va lire"),
    ],
)
def test_each_sms_gets_its_answer(people, text, answer):
    people.villager.texts(text)

    assert answer in people.villager.sms[-1]


def test_what_nobody_understands_waits_for_a_person(people, house):
    people.villager.texts("un enfant pleure chez le voisin")
    people.villager.texts("AIDE")

    with house.database.reading() as session:
        (waiting,) = inbox.for_person(session)
        message = session.get_one(InboundMessage, waiting)
        assert inbox.text_of(session, message) == "un enfant pleure chez le voisin"


def test_stop_is_remembered_and_start_takes_it_back(people, house):
    index = house.database.keys.phone(people.villager.number)

    people.villager.texts("STOP")
    with house.database.reading() as session:
        assert contacts.by_phone(session, index).opted_out_at
    people.villager.texts("START")
    with house.database.reading() as session:
        assert contacts.by_phone(session, index).opted_out_at is None


def test_an_opt_out_taken_by_the_provider_counts(people, house, client):
    form = {"senderId": "VEILLE", "phoneNumber": people.villager.number}
    client.post(f"/at/{TOKEN}/optout", data=form)

    with house.database.reading() as session:
        index = house.database.keys.phone(people.villager.number)
        assert contacts.by_phone(session, index).opted_out_by == "provider"


def test_two_machines_do_not_talk_to_each_other_for_ever(people):
    for number in range(6):
        sms = people.villager.texts(f"bonjour {number}").sms

    assert len(sms) == 3


@pytest.mark.parametrize("sender", ["MTN", "8116", "", "x" * 300])
def test_nobody_answers_a_name_or_a_short_code(house, client, postman, channel, sender):
    client.post(f"/at/{TOKEN}/sms", data={"id": "1", "from": sender, "text": "AIDE"})
    postman.drain("alerts")

    assert channel.sent == []
    assert len(everything(house, InboundMessage)) == 1


def test_a_delivery_report_moves_the_alert_on(people, house, client, postman):
    people.villager.reports().sends()
    postman.drain("alerts")
    message = everything(house, OutboundMessage)[0]
    with house.database.reading() as session:
        keys = house.database.keys
        to = keys.open(message.recipient_sealed, "outbound_messages", str(message.id), "recipient")
        assert session is not None
    form = {"id": message.provider_id, "status": "Success", "phoneNumber": to}

    client.post(f"/at/{TOKEN}/delivery", data=form)

    statuses = {found.id: found.status for found in everything(house, OutboundMessage)}
    assert statuses[message.id] == MessageStatus.DELIVERED


def test_a_get_on_a_callback_tells_nothing(client):
    assert client.get(f"/at/{TOKEN}/ussd").status_code == 405


def test_health_and_readiness_answer_two_questions(client, house, clock):
    assert client.get("/health").json == {"status": "ok"}

    first = client.get("/ready")
    assert first.status_code == 503
    assert first.json["wrong"] == ["alerts", "bulk", "clock"]
    for name in ("alerts", "bulk"):
        house.queues.beat(name)
    clock.tick()
    assert client.get("/ready").json["status"] == "ready"


def test_a_message_that_waits_too_long_makes_the_house_unready(people, house, client, time, clock):
    for name in ("alerts", "bulk"):
        house.queues.beat(name)
    clock.tick()
    people.villager.reports().sends()
    time.passes(minutes=2)

    assert client.get("/ready").json["wrong"] == ["oldest_due_seconds"]
