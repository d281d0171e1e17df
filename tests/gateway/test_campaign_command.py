"""`veille campaign`, as an operator meets it."""

import pytest

from notifications import campaign_figures
from storage import campaigns
from storage.models import CampaignStatus
from tests import country
from tests.campaigns.conftest import broadcaster, press, variables  # noqa: F401 - fixtures
from tests.gateway.test_commands import database_url, veille  # noqa: F401 - fixtures

BY = ("--as", country.COORDINATOR)


@pytest.fixture
def number(press):  # noqa: F811
    """A campaign that is going out, a little each hour."""
    press.listens(4)
    made = press.approved(spread=True)
    press.goes()
    return made


def test_where_campaigns_stand_is_listed_and_told(veille, number):  # noqa: F811
    listed, told = veille("campaign", "list"), veille("campaign", "show", str(number))

    assert listed.exit_code == told.exit_code == 0
    assert "Charges lourdes" in listed.output
    assert "running" in listed.output
    assert "1 of 4 handed over" in told.output


def test_a_campaign_is_held_and_let_go_and_stopped_by_somebody(veille, number, press):  # noqa: F811
    assert "paused" in veille("campaign", "pause", str(number), *BY).output
    assert press.campaign(number).status == CampaignStatus.PAUSED
    assert "goes on" in veille("campaign", "resume", str(number), *BY).output
    assert "stopped for good" in veille("campaign", "cancel", str(number), *BY).output

    again = veille("campaign", "resume", str(number), *BY)
    assert again.exit_code == 1
    assert "not possible" in again.output


def test_without_money_left_it_says_who_may_give_more(veille, number, press):  # noqa: F811
    veille("campaign", "pause", str(number), *BY)
    with press.parts.database.transaction() as session:
        campaign = campaigns.held(session, number)
        campaign.ceiling = campaign.spent

    refused = veille("campaign", "resume", str(number), *BY)

    assert refused.exit_code == 1
    assert "two coordinators raise it on its page" in refused.output


def test_nobody_but_a_coordinator_holds_a_campaign(veille, number, press):  # noqa: F811
    for phone in (country.VILLAGE_MEMBER, "0799999999", "12"):
        refused = veille("campaign", "pause", str(number), "--as", phone)
        assert refused.exit_code == 2, refused.output

    assert press.campaign(number).status == CampaignStatus.RUNNING


def test_what_a_campaign_came_to_is_told_once_it_was_counted(veille, number, press, house):  # noqa: F811
    assert "nothing is counted yet" in veille("campaign", "report", str(number)).output

    campaign_figures.count_one(house.database, number, house.rules.zone, press.now())

    assert "sent" in veille("campaign", "report", str(number)).output


def test_one_that_is_over_is_followed_no_longer(veille, number, press):  # noqa: F811
    veille("campaign", "cancel", str(number), *BY)

    followed = veille("campaign", "show", str(number), "--follow")

    assert followed.exit_code == 0
    assert "cancelled: 1 handed over" in followed.output


def test_a_number_that_no_campaign_has_is_said_so(veille):  # noqa: F811
    assert "no campaign of that number" in veille("campaign", "show", "77").output
