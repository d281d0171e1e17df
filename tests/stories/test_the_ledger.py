"""The books of the house: whatever came in is somewhere, once; what is missing is named."""

import json
import random
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from gateway.cli import main
from storage import agreements, inbox, ledger
from storage.database import Database
from tests import country

pytestmark = [pytest.mark.stories, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def it_is_ten(time):
    """Ten in the morning, when anybody may be written to."""
    now = time()
    ten = now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    time.passes(seconds=(ten - now).total_seconds())


@pytest.fixture
def reconcile(house, variables):
    """Settle the books as an operator does: the exit code, and what is told to machines."""

    def run(*options):
        told = dict.fromkeys(variables, "") | variables
        done = CliRunner(env=told).invoke(main, ["reconcile", "--json", *options])
        return done.exit_code, json.loads(done.stdout)

    return run


@pytest.fixture
def by_hand(database_url):
    """Somebody at the database itself, past every rule of ours."""

    def do(*statements):
        engine = create_engine(database_url)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET session_replication_role = replica"))
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    return do


MOST_AN_HOUR = 7  # texts of one phone: fewer than in a house, or these tests would take long


@pytest.fixture
def day(people, time, clock, monkeypatch):
    """A mixed day: calls and texts of every sort; the village's committee at work."""
    monkeypatch.setattr("gateway.letters.MOST_AN_HOUR", MOST_AN_HOUR)
    villager, neighbour, village = people.villager, people.neighbour, people.village
    village.enrols()
    villager.reports("Violence", "Enfant négligé", code=country.BADAYO).sends()
    neighbour.dials().picks("Signaler").picks("Violence").hangs_up()  # no place yet
    drops = people.person("+2250101010101").dials().picks("Signaler").picks("Violence")
    drops.picks("Enfant négligé").picks("Code de l'affiche").types(country.GALEA).hangs_up()
    people.person("+2250101010102").reports().picks("Annuler")
    time.passes(minutes=20)
    clock.tick()  # the broken call is sent as incomplete
    last = people.person("+2250101010103").dials().picks("Signaler").picks("Violence")
    last.picks("Enfant négligé").picks("Code de l'affiche").types(country.GALEA)  # a draft

    villager.texts(f"SOS {country.BADAYO} 2", "twice").texts(f"SOS {country.BADAYO} 2", "twice")
    villager.texts(f"SOS {country.BADAYO}  2", "again")
    neighbour.texts("SOS svp").texts("badayo").texts("3")  # two parts and a report
    neighbour.texts("STOP").texts("RAPPEL").texts("blabla incompréhensible")
    people.person("+2250101010104").texts("SOS badayo")  # asked for a digit
    flood = people.person("+2250101010105")
    for number in range(MOST_AN_HOUR + 2):
        flood.texts(f"n'importe quoi {number}")
    reference = village.sms[-1].split("Réf ")[1][:6]
    village.texts(f"VU {reference}").texts(f"FIN {reference} 1")
    return reference


def test_after_a_mixed_day_everything_is_accounted_for(day, reconcile):
    code, told = reconcile()

    assert (code, told["breaches"], told["difference"]) == (0, [], 0)
    assert told["in_detail"] == {
        "report": 4, "draft": 1, "cancelled": 1, "unfinished": 1, "command": 4, "part": 2,
        "asked": 1, "for_person": 1 + MOST_AN_HOUR, "read": 0, "quarantined": 2, "duplicate": 1,
        "spooled": 0,
    }  # fmt: skip
    assert sum(told["came"].values()) == sum(told["became"].values())
    assert list(told["became"]) == [
        "reports", "drafts", "commands", "unparsed", "quarantined", "duplicates"
    ]  # fmt: skip


def test_people_read_a_table_and_machines_read_json(day, house, variables):
    done = CliRunner(env=variables).invoke(main, ["reconcile"])

    assert done.exit_code == 0
    assert "It adds up" in done.stdout
    for account in ("reports", "drafts", "commands", "unparsed", "quarantined", "duplicates"):
        assert account in done.stdout
    assert day not in done.stdout  # nothing is wrong, so nothing is named


def test_a_call_that_went_on_with_an_earlier_one_is_one_report(people, reconcile):
    people.villager.dials().picks("Signaler").picks("Violence").hangs_up()
    people.villager.dials().picks("Continuer")
    people.villager.picks("Enfant négligé").picks("Code de l'affiche").types(country.GALEA)

    code, told = reconcile()

    assert (code, told["breaches"]) == (0, [])
    assert told["in_detail"]["draft"] == 1
    assert told["in_detail"]["unfinished"] == 1  # the second call


def test_a_provider_that_uses_a_session_twice_brings_two_reports(people, reconcile):
    for code in (country.GALEA, country.LILIYO_1):
        people.villager.dials("ATUid_again")
        people.villager.picks("Signaler").picks("Enfant amené").picks("Travail forcé")
        people.villager.picks("Code de l'affiche").types(code).picks("Plusieurs").picks("Souvent")
        if "Qui doit recevoir" in people.villager.screen:
            people.villager.picks("Comité du village")
        people.villager.picks("Non, je reste anonyme").sends()

    code, told = reconcile()

    assert (code, told["in_detail"]["report"]) == (0, 2)


def test_a_report_on_the_disk_is_counted_once_before_and_after_it_is_filed(
    people, house, clock, reconcile, tmp_path
):
    people.villager.reports()
    here, house.world.database = house.world.database, _elsewhere(tmp_path, house)
    people.villager.sends()
    house.world.database.close()
    house.world.database = here
    assert len(house.world.spool) == 1
    assert reconcile()[1]["in_detail"]["spooled"] == 0  # its draft is in the database already

    other = house.world.spool.waiting()[0]
    house.world.spool.put("another-call", house.world.spool.read(other))
    told = reconcile()[1]
    assert (told["in_detail"]["spooled"], told["came"]["spooled"]) == (1, 1)
    house.world.spool.remove("another-call")
    clock.tick()

    code, told = reconcile()
    assert (code, told["in_detail"]["report"], told["in_detail"]["spooled"]) == (0, 1, 0)


def _elsewhere(tmp_path, house):
    """A database that is away."""
    return Database(f"sqlite:///{tmp_path / 'nowhere' / 'veille.db'}", house.database.keys)


def test_a_report_that_cannot_be_read_from_the_disk_is_named(people, house, clock, reconcile):
    house.world.spool.put("0123456789abcdef", "not a report")
    clock.tick()

    code, told = reconcile()

    assert code == 1
    assert told["breaches"] == [{"what": "spool_unreadable", "count": 1, "names": ["01234567"]}]


def test_many_reports_at_once_are_told_in_one_sms_and_none_lacks_its_promise(
    people, reconcile, house
):
    for number in range(6):
        caller = people.person(f"+22507000001{number:02}")
        caller.reports("Violence", "Enfant négligé", code=country.BADAYO).sends()

    code, told = reconcile()

    assert (code, told["breaches"]) == (0, [])
    with house.database.reading() as session:
        gathered = session.execute(
            text("SELECT count(*) FROM alerts WHERE told_in IS NOT NULL")
        ).scalar()
    assert gathered == 3


def test_a_member_who_steps_in_needs_no_sms_to_know_of_it(people, reconcile):
    people.department.enrols()
    people.villager.reports("Violence", "Enfant négligé", code=country.BADAYO).sends()
    reference = people.village.sms[-1].split("Réf ")[1][:6]

    people.department.signs_in().picks("Chercher un numéro").types(reference).picks(
        "Nous le prenons"
    )

    assert reconcile()[0] == 0


def test_a_message_that_a_person_read_is_accounted_for(people, house, reconcile):
    people.villager.texts("blabla incompréhensible")
    with house.database.transaction() as session:
        (waiting,) = inbox.for_person(session)
        inbox.finish(inbox.get(session, waiting), inbox.READ)

    code, told = reconcile()

    assert (code, told["in_detail"]["read"]) == (0, 1)


def test_what_the_release_before_left_unsaid_is_understood(day, by_hand, reconcile):
    by_hand("UPDATE inbound_messages SET became = NULL")

    code, told = reconcile()

    assert (code, told["in_detail"]["command"], told["in_detail"]["part"]) == (0, 4, 2)


REPORT = "(SELECT id FROM reports WHERE reference = '{ref}')"
ALERTS = "(SELECT id FROM alerts WHERE report_id = {report})"
SOS = "(SELECT id FROM inbound_messages WHERE provider_id = 'twice')"
SOS_REPORT = "(SELECT report_id FROM inbound_messages WHERE provider_id = 'twice')"
TAMPERINGS = {
    "a report": (
        "call_is_gone",
        "DELETE FROM events WHERE report_id = {report}",
        "UPDATE outbound_messages SET alert_id = NULL WHERE alert_id IN {alerts}",
        "DELETE FROM alerts WHERE report_id = {report}",
        "DELETE FROM links",
        "DELETE FROM reports WHERE reference = '{ref}'",
    ),
    "a draft": ("call_is_gone", "DELETE FROM reports WHERE status = 'draft'"),
    "a cancelled draft": (
        "call_is_gone",
        "DELETE FROM events WHERE kind = 'cancelled'",
        "DELETE FROM reports WHERE status = 'cancelled'",
    ),
    "a broken call": ("call_is_gone", "DELETE FROM unfinished_calls"),
    "a duplicate": ("sms_is_gone", "DELETE FROM inbound_messages WHERE state = 'duplicate'"),
    "a command": ("sms_is_gone", "DELETE FROM inbound_messages WHERE intent = 'stop'"),
    "an SOS": ("report_without_sms", "DELETE FROM inbound_messages WHERE id = {sos}"),
    "the report of an SOS": (
        "sms_without_report",
        "DELETE FROM reports WHERE id = {sos_report}",
    ),
    "the link to it": (
        "sms_without_report",
        "UPDATE inbound_messages SET report_id = NULL WHERE id = {sos}",
    ),
    "another's link": (
        "report_of_two_sms",
        "UPDATE inbound_messages SET report_id = {sos_report} WHERE intent = 'stop'",
    ),
    "a state": (
        "sms_unaccounted",
        "UPDATE inbound_messages SET state = 'lost' WHERE state = 'duplicate'",
    ),
    "a mark": ("no_mark", "DELETE FROM arrivals WHERE reference = '{ref}'"),
    "the mark of an SMS": ("no_mark", "DELETE FROM arrivals WHERE id = {sos}"),
    "alerts": (
        "report_without_alert",
        "UPDATE outbound_messages SET alert_id = NULL WHERE alert_id IN {alerts}",
        "DELETE FROM alerts WHERE report_id = {report}",
    ),
    "the SMS of an alert": (
        "alert_without_promise",
        "DELETE FROM outbound_messages WHERE alert_id IN {alerts}",
    ),
    "the alert of an SMS": ("promise_without_alert", "DELETE FROM alerts WHERE id IN {alerts}"),
    "the hour of an SMS": (
        "promise_without_time",
        "UPDATE outbound_messages SET next_attempt_at = NULL WHERE alert_id IN {alerts}",
        "UPDATE outbound_messages SET status = 'queued' WHERE alert_id IN {alerts}",
    ),
    "a line of history": (
        "history_changed",
        "UPDATE events SET actor = 'clock' WHERE report_id = {report} AND number = 1",
    ),
    "the last line": (
        "history_changed",
        "DELETE FROM events WHERE report_id = {report} AND kind = 'closed'",
    ),
    "all lines": (
        "report_without_history",
        "DELETE FROM events WHERE report_id = {report}",
        "UPDATE reports SET last_event = 0, last_hash = '' WHERE reference = '{ref}'",
    ),
    "all but its lines": (
        "line_without_report",
        "DELETE FROM reports WHERE reference = '{ref}'",
    ),
    "a stage": ("stage_disagrees", "UPDATE reports SET stage = 1 WHERE reference = '{ref}'"),
    "a rank": ("rank_disagrees", "UPDATE reports SET rank = 4 WHERE reference = '{ref}'"),
    "the rank of an alert": (
        "rank_disagrees",
        "UPDATE alerts SET rank = 4 WHERE id IN {alerts}",
    ),
    "a turn": ("turn_disagrees", "UPDATE alerts SET turn = 2 WHERE id IN {alerts}"),
    "a time": (
        "due_disagrees",
        "UPDATE reports SET due_at = '2026-01-01 00:00:00+00' WHERE reference = '{ref}'",
    ),
    "a closing": (
        "closed_yet_awaited",
        "UPDATE alerts SET state = 'open', turn = 2 WHERE id IN {alerts}",
    ),
    "a turn of nobody": (
        "nobodys_turn",
        "UPDATE reports SET status = 'acknowledged', stage = 1 WHERE reference = '{ref}'",
    ),
}


@pytest.fixture
def after(database_url, keys):
    """What is wrong after somebody did this at the database itself: it is looked at before their
    transaction ends, and then undone."""

    def do(*statements):
        engine, found = create_engine(database_url), {}
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET session_replication_role = replica"))
            touched = [connection.execute(text(each)).rowcount for each in statements]
            assert touched[-1] > 0, "the test did nothing"
            session = Session(connection, info={"keys": keys})
            for agreement in agreements.AGREEMENTS:
                if breach := agreements.look_at(session, agreement):
                    found[agreement] = breach.names
            for _, tampered in ledger.histories(session, every=False):
                if tampered:
                    found["history_changed"] = tampered
            connection.rollback()
        engine.dispose()
        return found

    return do


def test_whatever_is_taken_or_slipped_in_by_hand_is_named(day, after):
    report = REPORT.format(ref=day)
    rows = {"report": report, "alerts": ALERTS.format(report=report)}
    rows |= {"ref": day, "sos": SOS, "sos_report": SOS_REPORT}

    for what, (breach, *statements) in TAMPERINGS.items():
        named = after(*(statement.format(**rows) for statement in statements))

        assert breach in named, what
        if "{ref}" in statements[-1] and breach != "line_without_report":
            assert day in named[breach], what


def test_what_does_not_add_up_ends_with_1_and_says_what_to_do(day, by_hand, variables):
    by_hand("DELETE FROM reports WHERE status = 'draft'")

    done = CliRunner(env=variables).invoke(main, ["reconcile"])

    assert done.exit_code == 1
    assert "1 × came in by a call and is no longer there" in done.stderr
    assert "Find it in the last backup" in done.stderr
    assert "difference" in done.stdout
    assert "It adds up" not in done.stdout


def test_a_report_slipped_in_by_hand_is_named(day, by_hand, reconcile):
    columns = (
        "status, incomplete, concern, urgency, place_id, child, happens, route, contact_consent, "
        "language, phone_index, saved_at, received_at, rank, stage, last_event, last_hash"
    )
    slip_in = (
        "INSERT INTO reports (id, reference, session_key, channel, {columns}) SELECT "
        "(SELECT id FROM places LIMIT 1), '999999', 'x', 'sms', {columns} FROM reports "
        "WHERE reference = '{ref}'"
    )
    by_hand(slip_in.format(columns=columns, ref=day))

    code, told = reconcile()

    assert code == 1
    found = {each["what"] for each in told["breaches"] if "999999" in each["names"]}
    assert {"report_without_sms", "report_without_alert", "history_changed"} <= found
    assert told["difference"] == -1


def test_only_what_is_older_than_a_thousand_needs_the_deep_look(
    day, by_hand, reconcile, monkeypatch
):
    monkeypatch.setattr("storage.ledger._LATEST", 2)
    monkeypatch.setattr("storage.ledger._AT_ONCE", 2)
    by_hand(
        "UPDATE events SET actor = 'x' WHERE number = 1 AND report_id = "
        "(SELECT id FROM reports WHERE last_event > 0 ORDER BY id LIMIT 1)"
    )

    assert reconcile()[0] == 0
    assert reconcile("--deep")[0] == 1


def test_a_database_that_is_away_is_not_a_difference(house, variables, tmp_path):
    away = {**variables, "DATABASE_URL": f"sqlite:///{tmp_path / 'nowhere' / 'veille.db'}"}

    done = CliRunner(env=away).invoke(main, ["reconcile"])

    assert done.exit_code == 2
    assert "does not answer" in done.stderr


@pytest.mark.parametrize("seed", range(2))
def test_random_mixed_traffic_always_adds_up(people, reconcile, time, clock, seed):
    chance = random.Random(seed)  # noqa: S311
    phones = [people.person(f"+22507010203{number:02}") for number in range(9)]
    people.village.enrols()
    for step in range(60):
        _does_something(chance, chance.choice(phones), people.village, step)
        if chance.random() < 0.3:
            time.passes(minutes=chance.choice((1, 4, 20, 90)))
            clock.tick()

    code, told = reconcile("--deep")

    assert (code, told["breaches"], told["difference"]) == (0, [], 0)
    assert sum(told["came"].values()) >= 40


COMMANDS = ("STOP", "START", "AIDE", "RAPPEL", "CONSEIL", "EN", "suivi 482319750064")
ORDERS = ("VU {}", "HAUT {}", "FIN {} 1", "FIN {} 4", "VU 123456")


def _does_something(chance, phone, member, step):
    """One thing that people do; most of what comes in is not a report."""
    place = chance.choice((country.GALEA, country.BADAYO, country.LILIYO_1))
    deeds = {
        "report": lambda: _calls(chance, phone, place, "Envoyer"),
        "cancel": lambda: _calls(chance, phone, place, "Annuler"),
        "break": lambda: _breaks_off(chance, phone, place),
        "order": lambda: _orders(chance, member, step),
        "sos": lambda: phone.texts(f"SOS {place} {chance.randint(1, 6)}"),
        "part": lambda: phone.texts(chance.choice(("SOS svp", "badayo", "3", "SOS badayo"))),
        "command": lambda: phone.texts(chance.choice(COMMANDS)),
        "noise": lambda: phone.texts(chance.choice(("blabla", "????", "", "allo c est moi"))),
        "again": lambda: phone.texts("SOS 1029 2", f"id-{chance.randint(1, 9)}"),
    }
    deeds[chance.choice((*deeds, "sos", "order"))]()


def _calls(chance, phone, place, ending):
    phone.dials()
    if "Recommencer" in phone.screen:
        phone.picks("Recommencer")
    phone.picks("Signaler")
    danger, kind = chance.choice(
        (("Enfant amené", "Travail forcé"), ("Violence", "Enfant négligé"))
    )
    phone.picks(danger).picks(kind).picks("Code de l'affiche").types(place)
    phone.picks("Plusieurs").picks("Souvent")
    if "Qui doit recevoir" in phone.screen:
        phone.picks("Comité du village")
    phone.picks("Non, je reste anonyme").picks(ending)
    if chance.random() < 0.3:
        phone.says_again()


def _breaks_off(chance, phone, place):
    """A call that ends in the middle: at the danger, or once the place is known."""
    phone.dials()
    if "Continuer" in phone.screen:
        phone.picks("Continuer")
    else:
        phone.picks("Signaler").picks("Violence")
        if chance.random() < 0.6:
            phone.picks("Enfant négligé").picks("Code de l'affiche").types(place)
    if chance.random() < 0.5:
        phone.hangs_up()


def _orders(chance, member, step):
    known = [text.split("Réf ")[1][:6] for text in member.sms if "Réf " in text]
    if known:
        member.texts(chance.choice(ORDERS).format(chance.choice(known)), f"order-{step}")
