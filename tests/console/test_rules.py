"""The settings page: the coordination changes the clocks, sees first what changes, can go back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.console import rules_form
from gateway.house_rules import HouseRules, spans_of
from storage import members
from storage.models import Committee, Doing
from storage.models import HouseRules as Version
from tests import country

OPERATOR = "+2250700000095"


@pytest.fixture
def coordinator(browse):
    """The coordinator, before the console."""
    return browse(country.COORDINATOR)


@pytest.fixture
def operator(house, browse):
    """Somebody who keeps the machines running, before the console."""
    with house.database.transaction() as session:
        national = session.scalars(select(Committee).where(Committee.code == "NAT")).one()
        members.add(session, national.id, "Eba", OPERATOR, "operator", "fr")
    return browse(OPERATOR)


def as_it_is(house, **other: str) -> dict[str, str]:
    """The form with the times that hold, and what somebody types instead."""
    with house.database.reading() as session:
        latest = session.scalars(select(Version).order_by(Version.number.desc())).first()
    return {**rules_form.filled(house.house_rules.of(latest)), **other}


def versions(house) -> list[tuple[int, dict[str, str]]]:
    """What was kept."""
    with house.database.reading() as session:
        return [(v.number, v.values) for v in session.scalars(select(Version))]


def fault_by(reader, field: str) -> str:
    """The sentence that stands by a field."""
    found = re.search(rf'id="{field}-e">.*?</svg>(.*?)</p>', reader.markup, re.S)
    return found[1].strip() if found else ""


def test_the_page_says_what_each_time_means(coordinator):
    page = coordinator.opens("/settings").text

    assert page.count("le niveau au-dessus est prévenu après 1 h") == 1
    assert "15 min 1 h 1 jour 1 jour" in page.replace("\u00a0", " ")
    assert "De nuit" not in page
    assert "La nuit, de 21 h à 6 h" in page.replace("\u00a0", " ")
    assert "116 Enfants en détresse" in page
    assert "Pas montré : pas encore vérifié" in page.replace("\u00a0", " ")


def test_a_change_is_shown_before_it_is_made(house, coordinator):
    coordinator.sends("/settings/change", **as_it_is(house, critical_remind="10"))

    assert coordinator.status == 200
    page = coordinator.text.replace("\u00a0", " ")
    assert "Confirmer 1 changement" in page
    assert "Critique, rappel 15 min 10 min" in page
    assert versions(house) == []


def test_a_confirmed_change_holds_for_the_house_and_says_who_made_it(house, coordinator):
    coordinator.sends("/settings", after="0", **as_it_is(house, critical_remind="10"))

    assert house.house_rules.clocks().times["critical"].remind == timedelta(minutes=10)
    page = coordinator.text.replace("\u00a0", " ")
    assert "C’est changé" in page
    assert "NAT, coordination (Awa K.) Critique, rappel : de 15 min à 10 min" in page
    with house.database.reading() as session:
        (doing,) = session.scalars(select(Doing))
        assert (doing.kind, doing.detail) == ("changed_rules", {"version": 1})
        assert doing.member_id == coordinator.member.id


def test_another_process_goes_by_the_change_too(house, coordinator):
    coordinator.sends("/settings", after="0", **as_it_is(house, high_next_level="10"))

    elsewhere = HouseRules(house.database, house.settings.clocks)
    assert elsewhere.clocks().times["high"].next_level == timedelta(hours=10)


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("critical_remind", "60", "Le rappel arrive après le niveau au-dessus"),
        ("critical_remind", "90", "Le rappel arrive après le niveau au-dessus"),
        ("critical_remind", "", "Écrivez un nombre entier"),
        ("critical_remind", "0", "Écrivez un nombre entier"),
        ("critical_remind", "-5", "Écrivez un nombre entier"),
        ("critical_remind", "1,5", "Écrivez un nombre entier"),
        ("critical_remind", "dix", "Écrivez un nombre entier"),
        ("critical_remind", "٥", "Écrivez un nombre entier"),
        ("critical_remind", "99999", "Écrivez un nombre entier"),
        ("high_next_level", "200", "plus long que pour l’urgence en dessous"),
        ("low_first", "400", "C’est plus d’un an"),
        ("night_falls", "soir", "Écrivez l’heure"),
        ("night_falls", "25:00", "Écrivez l’heure"),
        ("night_falls", "05:00", "La nuit va d’un soir à un matin"),
        ("night_falls", "13:00", "14 h au plus"),
        ("night_ends", "", "Écrivez l’heure"),
    ],
)
def test_nonsense_is_refused_with_a_sentence_by_the_field(house, coordinator, field, typed, why):
    coordinator.sends("/settings/change", **as_it_is(house, **{field: typed}))

    assert coordinator.status == 422
    assert why in fault_by(coordinator, field).replace("\u00a0", " ")
    assert f'name="{field}"' in coordinator.markup
    coordinator.sends("/settings", after="0", **as_it_is(house, **{field: typed}))
    assert coordinator.status == 422
    assert versions(house) == []


def test_committees_are_not_asked_again_more_than_once_an_hour(house, coordinator):
    form = as_it_is(house, critical_again="59", critical_again_unit="m")

    coordinator.sends("/settings/change", **form)

    assert "trop souvent" in fault_by(coordinator, "critical_again")


def test_a_unit_that_no_page_offers_is_refused(house, coordinator):
    coordinator.sends("/settings/change", **as_it_is(house, critical_remind_unit="weeks"))

    assert coordinator.status == 422


@pytest.mark.parametrize("typed", ["20:30", "20h30", "20 h 30", "20.30"])
def test_an_hour_is_understood_as_people_write_it(house, coordinator, typed):
    coordinator.sends("/settings/change", **as_it_is(house, night_falls=typed))

    assert "20 h 30 à 6 h" in coordinator.text.replace("\u00a0", " ")


def test_what_was_typed_can_be_corrected_before_it_is_confirmed(house, coordinator):
    form = as_it_is(house, critical_remind="10", again="1")

    coordinator.sends("/settings/change", **form)

    assert (
        'name="critical_remind" inputmode="numeric" maxlength="4" autocomplete="off" value="10"'
        in (coordinator.markup)
    )


def test_of_two_people_who_change_at_once_the_second_is_told(house, coordinator):
    coordinator.sends("/settings", after="0", **as_it_is(house, critical_remind="10"))
    coordinator.sends("/settings", after="0", **as_it_is(house, critical_remind="20"))

    assert "Quelqu’un a changé les délais entre-temps" in coordinator.text
    assert [number for number, _ in versions(house)] == [1]
    assert house.house_rules.clocks().times["critical"].remind == timedelta(minutes=10)


def test_one_can_go_back_to_an_earlier_version_and_to_the_start(house, coordinator):
    coordinator.sends("/settings", after="0", **as_it_is(house, critical_remind="10"))
    coordinator.sends("/settings", after="1", **as_it_is(house, critical_remind="20"))

    for number, minutes in ((1, 10), (0, 15)):
        shown = coordinator.opens(f"/settings/versions/{number}").text.replace("\u00a0", " ")
        assert f"Critique, rappel {20 if number else 10} min {minutes} min" in shown
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', coordinator.markup))
        hidden.pop("csrf_token")
        coordinator.sends("/settings", **hidden)
        assert house.house_rules.clocks().times["critical"].remind == timedelta(minutes=minutes)

    assert [number for number, _ in versions(house)] == [1, 2, 3, 4]


def test_a_version_that_never_was_is_not_there(coordinator):
    nothing = coordinator.opens("/no-such-page").markup
    assert coordinator.opens("/settings/versions/7").status == 404
    assert bare(coordinator.markup) == bare(nothing)


def test_a_long_history_goes_on_page_by_page(house, coordinator):
    for number in range(25):
        coordinator.sends(
            "/settings", after=str(number), **as_it_is(house, critical_remind=str(10 + number))
        )

    first = coordinator.opens("/settings").markup
    (address,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = coordinator.opens(address.replace("&amp;", "&"))

    assert first.count("/settings/versions/") == 19  # the one that holds has no way back to it
    assert second.markup.count("/settings/versions/") == 6  # five, and the start
    assert "Les délais de l’installation" in second.text


def test_who_keeps_the_machines_reads_the_times_and_changes_none(house, operator):
    assert "Changer les délais" not in operator.opens("/settings").text
    nothing = operator.opens("/no-such-page").markup

    for path in ("/settings/change", "/settings/versions/0"):
        assert operator.opens(path).status == 404
        assert bare(operator.markup) == bare(nothing)
    assert operator.sends("/settings", after="0", **as_it_is(house)).status == 404
    assert versions(house) == []


def test_for_a_committee_there_are_no_settings(browse):
    for phone in (country.VILLAGE_MEMBER, country.DEPARTMENT_MEMBER, country.SOCIAL_WORKER):
        reader = browse(phone)
        nothing = bare(reader.opens("/no-such-page").markup)
        assert reader.opens("/settings").status == 404
        assert bare(reader.markup) == nothing


def test_times_kept_by_hand_that_cannot_be_read_stop_nobody(house, time):
    with house.database.transaction() as session:
        session.add(Version(number=1, values={"night_hours": "never"}, made_by="x", made_at=time()))

    fresh = HouseRules(house.database, house.settings.clocks)
    assert spans_of(fresh.clocks()) == spans_of(house.settings.clocks)


def bare(markup: str) -> str:
    """A page without what is new on each."""
    return re.sub(r'(nonce|value)="[^"]*"', "", markup)
