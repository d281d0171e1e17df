"""SMS through Kannel: texts come in by GET, reports as numbers."""

import pytest

from notifications.channels import Handed
from storage import outbox
from storage.models import MessageStatus, OutboundMessage
from tests.conftest import TOKEN

SMS, DELIVERY = f"/kannel/{TOKEN}/sms", f"/kannel/{TOKEN}/delivery"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_report_by_sms_reaches_the_committee(client, people, method):
    fields = {"id": "k1", "from": "2250701020304", "to": "8116", "text": "SOS 1029 2"}
    where = {"query_string": fields} if method == "get" else {"data": fields}

    for _ in range(2):
        response = getattr(client, method)(SMS, **where)

        assert response.status_code == 200
        assert response.data == b""  # any word would go back to the sender as an SMS
    assert len(people.department.sms) == 1
    assert any("Code" in text for text in people.person("+2250701020304").sms)


@pytest.mark.parametrize(
    ("bits", "status"),
    [("8", "sent"), ("4", "sent"), ("1", "delivered"), ("2", "undelivered"), ("16", "undelivered")],
)
def test_a_report_s_number_moves_its_message(client, house, postman, channel, bits, status):
    number = "+2250701020304"
    with house.database.transaction() as session:
        now = house.world.clock()
        outbox.add(session, "alerts", "reply", number, "Bonjour", now, outbox_lives())
    channel.send = lambda body, recipients: {n: Handed("uuid-1", 1) for n in recipients}
    postman.drain("alerts")

    who = house.settings.keys.phone(number)
    answer = client.get(DELIVERY, query_string={"id": "uuid-1", "status": bits, "who": who})

    assert answer.status_code == 200
    with house.database.reading() as session:
        assert session.query(OutboundMessage).one().status == MessageStatus(status)


def outbox_lives():
    """An hour."""
    from datetime import timedelta

    return timedelta(hours=1)


@pytest.mark.parametrize(
    "fields",
    [{}, {"id": "x"}, {"status": "1"}, {"id": "x" * 500, "status": "1", "who": "y" * 500},
     {"id": "unknown", "status": "1", "who": ""}, {"id": "x", "status": "junk"}],
)  # fmt: skip
def test_a_report_of_nothing_we_know_is_answered_all_the_same(client, fields):
    assert client.get(DELIVERY, query_string=fields).status_code == 200


def test_a_wrong_secret_is_an_address_that_does_not_exist(client):
    assert client.get("/kannel/wrong/sms").status_code == 404
    assert client.get("/kannel/wrong/delivery").status_code == 404
