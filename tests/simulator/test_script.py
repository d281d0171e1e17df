"""The door for scripted failures."""

from gateway.simulator import PhoneCard, SimulatorConfig, create_app
from gateway.simulator.script import SENT, Plan, Step, Verdict

from .conftest import SECRETARY


class EverybodyIsAbroad:
    """A script of one's own: two methods are all it takes."""

    def verdict(self, number: str) -> Verdict:
        return Verdict(407, "CouldNotRoute") if number == SECRETARY else SENT

    def plan(self, number: str) -> Plan:
        return (Step("Rejected", 1, f"Abroad{number[-1]}"),)


def test_another_script_plays_another_story(gateway, gateway_url):
    card = PhoneCard(SECRETARY, "", "", "", "", "mtn")
    config = SimulatorConfig(
        gateway_url, "not-a-secret", "u", "k", "*1#", (card,), virtual_clock=True
    )
    app = create_app(config, EverybodyIsAbroad())
    form = {"username": "u", "to": f"{SECRETARY},+2250700000004", "message": "x"}
    headers = {"apiKey": "k", "Accept": "application/json"}

    answer = app.test_client().post("/version1/messaging", data=form, headers=headers)
    app.extensions["desk"].clock.advance(2)

    statuses = [one["status"] for one in answer.get_json()["SMSMessageData"]["Recipients"]]
    assert statuses == ["CouldNotRoute", "Success"]
    assert [form["failureReason"] for form in gateway.forms("delivery")] == ["Abroad4"]
