"""The stock SDK, unmodified, sends through the simulator."""

import africastalking
import pytest
from africastalking.Service import AfricasTalkingException

from .conftest import SECRETARY, LoopbackServer


@pytest.fixture
def sdk(app, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = LoopbackServer(app)
    africastalking.initialize("sandbox-user", "key")
    for service in (africastalking.SMS, africastalking.Application):
        service._baseUrl = service._contentUrl = f"{server.url}/version1"
    yield africastalking
    server.stop()


def test_the_stock_sdk_sends_and_the_phone_gets_it(sdk, secretary, wait):
    answer = sdk.SMS.send("Réf 331846", [SECRETARY, "+2250700000405"], "VEILLE")
    wait(1)

    codes = [recipient["statusCode"] for recipient in answer["SMSMessageData"]["Recipients"]]
    assert codes == [101, 405]
    assert secretary.messages == ["Réf 331846"]


def test_the_stock_sdk_fetches_the_inbox(sdk, villager):
    villager.texts("AIDE")

    answer = sdk.SMS.fetch_messages(last_received_id=0)

    assert [message["text"] for message in answer["SMSMessageData"]["Messages"]] == ["AIDE"]


def test_the_stock_sdk_reads_the_balance(sdk):
    assert sdk.Application.fetch_application_data() == {"UserData": {"balance": "XOF 100000.00"}}


def test_the_stock_sdk_raises_the_provider_s_words_for_a_wrong_key(sdk):
    sdk.SMS._headers["apiKey"] = "wrong"

    with pytest.raises(AfricasTalkingException, match="supplied authentication is invalid"):
        sdk.SMS.send("Bonjour", [SECRETARY])
