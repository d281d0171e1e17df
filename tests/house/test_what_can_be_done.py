"""Whatever the web can do about a report the phone can do too; the docs say how, and by whom."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import gateway
from gateway.access import ACTIONS as POLICY
from gateway.actions import ACTIONS, IN_OTHER_SHAPE, WEB_DOOR, WEB_ONLY, answers, way
from gateway.actions_page import draw, with_policy
from gateway.cli import main
from gateway.console.deeds import DEEDS
from gateway.console.offers import ON_WEB
from menus.check import check
from menus.flows.casework import ACTIONS as ON_PHONE
from menus.words import Words

DOCS = Path(__file__).parents[2] / "docs"
BY_NAME = {action.name: action for action in ACTIONS}


@pytest.fixture(scope="module")
def ways():
    """Every way from a screen of the phone to the next."""
    return check(Words.load()).ways


def takes_something(house) -> dict[str, str]:
    """Every page of the console that takes a form, and the action of the policy that it needs."""
    app = gateway.create_app(house)
    return {
        rule.endpoint.removeprefix("console."): app.view_functions[rule.endpoint].allows
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("console.") and "POST" in rule.methods
    }


def test_every_deed_of_the_web_has_a_way_by_phone(ways):
    assert {*DEEDS, *ON_WEB} - set(BY_NAME) == set()

    for action in ACTIONS:
        assert 2 <= answers(ways, action) <= 8, action.name


def test_every_action_of_the_phone_has_a_page_on_the_web(house):
    app = gateway.create_app(house)
    pages = {
        re.sub(r"<any\(.*?\):\w+>", "<action>", re.sub(r"<uuid:\w+>", "<id>", rule.rule))
        for rule in app.url_map.iter_rules()
    }
    assert set(ON_PHONE) - set(BY_NAME) == set()

    for action in ACTIONS:
        by_name = action.page.rpartition("/")[0] + "/<action>"  # one page for all that is done
        assert action.page in pages or by_name in pages, action.name


def test_whatever_a_page_takes_can_be_done_by_phone_or_is_known_to_be_the_webs_alone(house):
    by_phone = {action.endpoint for action in ACTIONS} | set(IN_OTHER_SHAPE)

    for endpoint, allows in takes_something(house).items():
        assert endpoint in by_phone or endpoint in WEB_DOOR or allows in WEB_ONLY, (
            f"{endpoint} takes something that no key of the phone does: give it one, or say in "
            "gateway/actions.py why it is on the web alone"
        )


def test_what_is_on_the_web_alone_is_no_work_on_a_report():
    assert not set(WEB_ONLY) & {"work", "step_in", "unseal", "see_call_backs", "see_reports"}
    assert {action.allows for action in ACTIONS} | set(WEB_ONLY) == set(POLICY)
    assert set(IN_OTHER_SHAPE.values()) <= set(BY_NAME)


def test_a_page_that_is_gone_is_not_listed(house):
    there = set(takes_something(house))

    assert {*IN_OTHER_SHAPE, *WEB_DOOR, *(a.endpoint for a in ACTIONS if a.endpoint)} <= there


def test_a_screen_without_a_way_to_it_is_not_passed_over_in_silence(ways):
    with pytest.raises(LookupError, match="no key leads to the screen 'cellar'"):
        way(ways, "cellar")


def test_the_list_in_the_docs_is_what_can_be_done():
    drawn = (DOCS / "actions.md").read_text(encoding="utf-8")

    assert drawn == draw(Words.load()), "run `make menus`"


def test_the_policy_in_the_docs_is_the_policy():
    page = (DOCS / "safeguarding.md").read_text(encoding="utf-8")

    assert page == with_policy(page), "run `make menus`"


def test_the_command_draws_both_and_says_what_is_missing(tmp_path):
    page, policy = tmp_path / "actions.md", tmp_path / "safeguarding.md"
    command = ["menus", "actions", "--to", str(page), "--policy", str(policy)]

    policy.write_text("# No marks\n", encoding="utf-8")
    refused = CliRunner().invoke(main, command)
    assert refused.exit_code == 1
    assert "cannot be drawn into: it has no <!-- policy" in refused.output.replace("\n", " ")
    assert not page.exists()

    policy.write_text((DOCS / "safeguarding.md").read_text(encoding="utf-8"), encoding="utf-8")
    assert CliRunner().invoke(main, command).exit_code == 0
    assert page.read_text(encoding="utf-8") == draw(Words.load())
