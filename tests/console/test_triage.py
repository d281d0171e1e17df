"""Texts that nobody understood: read by the coordination, decided once, never thrown away."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from gateway.letters import MOST_AN_HOUR
from storage import inbox, ledger, reports
from storage import triage as kept
from storage.models import CallBack, Doing, InboundMessage, Report
from tests import country

STORY = "on frappe les petits au campement derriere la cooperative"


@pytest.fixture
def coordinator(browse):
    """The coordinator before the console."""
    return browse(country.COORDINATOR)


@pytest.fixture
def said(house, people):
    """Somebody texts what nobody understands; the address of it."""

    def do(text=STORY, person=None):
        (person or people.villager).texts(text)
        with house.database.reading() as session:
            latest = select(InboundMessage).order_by(InboundMessage.id.desc()).limit(1)
            return f"/triage/{session.scalars(latest).one().id}"

    return do


def messages(house):
    """Every text, oldest first."""
    with house.database.reading() as session:
        found = select(InboundMessage).order_by(InboundMessage.received_at, InboundMessage.id)
        return list(session.scalars(found))


def rows(house, kind):
    """Every row of a kind."""
    with house.database.reading() as session:
        return list(session.scalars(select(kind)))


def test_texts_are_read_by_the_coordination_and_by_nobody_else(coordinator, browse, said):
    address = said()

    page = coordinator.opens("/triage")
    assert STORY in page.text
    assert "Peut-être : Violence ou abus" in page.text
    for phone in (country.SOCIAL_WORKER, country.DEPARTMENT_MEMBER, country.VILLAGE_MEMBER):
        reader = browse(phone)
        nothing = reader.opens("/no-such-page").answer.data
        assert reader.opens("/triage").answer.data == nothing
        assert reader.opens(f"{address}/report").answer.data == nothing
        assert reader.sends(f"{address}/nothing").answer.data == nothing


def test_the_sender_is_masked_and_the_reading_is_written_down_once(coordinator, said, house):
    said()

    coordinator.opens("/triage")
    coordinator.opens("/triage")

    assert "De 07 •• •• •• 04" in coordinator.text
    assert "701020304" not in coordinator.markup.replace(" ", "")
    (look,) = [line for line in rows(house, Doing) if line.kind == "read_texts"]
    assert look.detail["messages"] == [str(messages(house)[0].id)]
    assert STORY not in str(look.detail)


def test_a_text_becomes_a_report_like_any_other(coordinator, said, house, people):
    address = said()
    told = len(people.villager.sms)

    page = coordinator.sends(
        f"{address}/report",
        concern="physical_violence", place="badayo", child="several", when="now",
    )  # fmt: skip

    assert "C’est un signalement : le comité est prévenu" in page.text
    (report,) = rows(house, Report)
    assert (report.concern, report.channel, report.child, report.when) == (
        "physical_violence", "sms", "several", "now",
    )  # fmt: skip
    assert (report.urgency, report.contact_consent, report.phone_sealed) == (
        "critical", "never", None,
    )  # fmt: skip
    (message,) = messages(house)
    assert (message.state, message.became, message.intent, message.report_id) == (
        "done", "report", "sos", report.id,
    )  # fmt: skip
    assert "merci. Code" in people.villager.sms[told]
    assert "un message attend" in people.department.sms[-1]
    assert "Aucun texte à trier" in page.text


def test_a_report_made_twice_is_one_and_the_second_is_told(coordinator, browse, said, house):
    address = said()
    other = browse(country.COORDINATOR)
    other.opens(f"{address}/report")
    form = {"concern": "neglect", "place": "1029", "child": "unknown", "when": "unknown"}

    coordinator.sends(f"{address}/report", **form)
    page = other.sends(f"{address}/report", **form)

    assert "C’était déjà décidé" in page.text
    assert len(rows(house, Report)) == 1
    assert [line.detail["as"] for line in rows(house, Doing) if line.kind == "triaged"] == [
        "report"
    ]


def test_two_people_who_decide_at_the_same_moment_decide_once(browse, said, house):
    address = said()
    readers = [browse(country.COORDINATOR) for _ in range(4)]
    forms = [(reader, reader.csrf) for reader in readers]
    start = threading.Barrier(len(readers))

    def press(reader, csrf):
        start.wait()
        answer = reader.client.post(f"{address}/ring", data={"csrf_token": csrf})
        return answer.headers["Location"]

    with ThreadPoolExecutor(len(readers)) as pool:
        told = list(pool.map(lambda form: press(*form), forms))

    assert sorted("done=ringing" in each for each in told) == [False, False, False, True]
    assert all("done=late" in each for each in told if "done=ringing" not in each)
    assert len(rows(house, CallBack)) == 1
    assert len([line for line in rows(house, Doing) if line.kind == "triaged"]) == 1


def test_the_form_knows_what_can_be_made_out_of_the_text(coordinator, said):
    page = coordinator.opens(f"{said('mon voisin a Badayo, violence sur un enfant')}/report")

    assert "Badayo" in page.text
    assert 'value="physical_violence" selected' in page.markup
    assert 'name="place"' in page.markup
    assert 'value="1029"' in page.markup


@pytest.mark.parametrize(
    ("place", "why"),
    [("", "Écrivez le nom du village"), ("zzyzx", "Aucun village de ce nom"), ("4444", "Aucun")],
)
def test_a_place_that_is_none_is_said_so_and_nothing_is_lost(coordinator, said, house, place, why):
    page = coordinator.sends(
        f"{said()}/report", concern="neglect", place=place, child="unknown", when="often"
    )

    assert (page.status, why in page.text) == (422, True)
    assert 'value="often" selected' in page.markup
    assert rows(house, Report) == []


def test_a_name_that_is_only_near_is_confirmed(coordinator, said, house):
    address = said()
    form = {"concern": "neglect", "place": "badajo", "child": "unknown", "when": "unknown"}

    page = coordinator.sends(f"{address}/report", **form)
    assert "Dites quel village" in page.text
    chosen = page.markup.split('name="place_id" value="')[1].split('"')[0]
    coordinator.sends(f"{address}/report", **form, place_id=chosen)

    assert str(rows(house, Report)[0].place_id) == chosen


def test_a_question_asked_late_waits_an_hour_from_then_on(browse, said, house, people, time, clock):
    address = said()
    time.passes(hours=5)
    coordinator = browse(country.COORDINATOR)

    page = coordinator.sends(f"{address}/ask", what="place")
    clock.tick()
    assert "La question est partie" in page.text
    assert "quel village?" in people.villager.sms[-1]
    assert messages(house)[0].state == inbox.ASKED
    people.villager.texts("badayo")

    (report,) = rows(house, Report)
    with house.database.reading() as session:
        told = reports.words_of(session, report)
    assert (report.concern, told) == ("physical_violence", f"{STORY}\nbadayo")
    assert [each.became for each in messages(house)] == ["part", "report"]


def test_a_question_without_an_answer_comes_back(browse, said, house, time, clock):
    address = said()
    time.passes(hours=5)
    browse(country.COORDINATOR).sends(f"{address}/ask", what="danger")

    time.passes(minutes=66)
    clock.tick()

    assert STORY in browse(country.COORDINATOR).opens("/triage").text


@pytest.mark.parametrize(
    ("what", "text", "intent"), [("help", "pour signaler", "help"), ("school", "VEILLE", "advice")]
)
def test_advice_is_texted(coordinator, said, house, people, what, text, intent):
    address = said()

    coordinator.sends(f"{address}/answer", what=what)

    assert text in people.villager.sms[-1]
    (message,) = messages(house)
    assert (message.state, message.became, message.intent) == ("done", "command", intent)


def test_a_sender_is_rung_by_a_trained_person(coordinator, said, house, people):
    coordinator.sends(f"{said()}/ring")

    (wish,) = rows(house, CallBack)
    assert wish.channel == "sms"
    assert "on vous rappelle" in people.villager.sms[-1]
    assert messages(house)[0].became == "command"


def test_what_is_not_for_us_is_kept_and_a_slip_is_undone(coordinator, said, house):
    address = said()

    page = coordinator.sends(f"{address}/nothing")
    assert "rien à faire" in page.text
    assert (messages(house)[0].state, messages(house)[0].became) == ("done", "read")
    assert f"{address}/back" in page.markup
    coordinator.sends(f"{address}/back")

    assert STORY in coordinator.text
    assert "déjà décidé" in coordinator.sends(f"{address}/back").text


def test_the_same_text_again_is_decided_with_the_first(coordinator, said, house, time):
    said("allo repondez")
    time.passes(minutes=4)
    address = said("allo   repondez")

    coordinator.sends(f"{address}/nothing")

    assert [each.state for each in messages(house)] == [inbox.DUPLICATE, inbox.DONE]


def test_what_was_set_aside_is_released_and_then_understood(coordinator, people, house):
    for number in range(MOST_AN_HOUR):
        people.villager.texts(f"blabla {number}")
    people.villager.texts("rappelle moi svp")
    aside = messages(house)[-1]
    assert aside.state == inbox.QUARANTINED

    page = coordinator.sends(f"/triage/{aside.id}/release")

    assert "a fait ce qu’il demande" in page.text
    assert len(rows(house, CallBack)) == 1
    assert "on vous rappelle" in people.villager.sms[-1]


def test_what_is_released_and_not_understood_waits_with_the_others(coordinator, people, house):
    for number in range(MOST_AN_HOUR + 1):
        people.villager.texts(f"blabla {number}")
    aside = messages(house)[-1]

    assert "1 Mis de côté" in coordinator.opens("/triage").text
    coordinator.sends(f"/triage/{aside.id}/release")

    assert messages(house)[-1].state == inbox.FOR_PERSON
    assert "déjà décidé" in coordinator.sends(f"/triage/{aside.id}/release").text


def test_who_cannot_be_written_to_is_not_offered_an_answer(coordinator, said, house, people):
    address = said("PROMO: 500F de bonus", people.person("ORANGE"))

    page = coordinator.opens("/triage")
    assert "De ORANGE" in page.text
    assert "Lui poser une question" not in page.text
    coordinator.sends(f"{address}/ring")

    assert rows(house, CallBack) == []
    assert "ni écrire" in coordinator.text


def test_a_member_s_secret_code_is_nobody_s_to_read(coordinator, people, house):
    for number in range(MOST_AN_HOUR):
        people.village.texts(f"blabla {number}")
    people.village.texts("mon code est 7391 aidez moi")

    page = coordinator.opens("/triage?tab=aside")

    assert "mon code est **** aidez moi" in page.text
    assert "Un membre d’un comité" in page.text


def test_a_long_list_goes_on_where_it_ended(coordinator, people):
    for number in range(kept.PAGE + 2):
        people.person(f"+22507010204{number:02}").texts(f"blabla {number}")

    first = coordinator.opens("/triage")
    assert first.markup.count("data-item") == kept.PAGE
    following = first.markup.split("after=")[1].split('"')[0]

    assert coordinator.opens(f"/triage?after={following}").markup.count("data-item") == 2


def test_each_decision_has_a_key_that_is_shown(coordinator, said):
    said()

    page = coordinator.opens("/triage").markup

    for key in "12345":
        assert f'data-key="{key}"' in page
        assert f">{key}</kbd>" in page


def test_the_books_add_up_after_every_decision(coordinator, said, people, house, time):
    texts = [said(f"{STORY} {n}", people.person(f"+22507010205{n:02}")) for n in range(5)]
    form = {"concern": "neglect", "place": "1029", "child": "unknown", "when": "unknown"}

    coordinator.sends(f"{texts[0]}/report", **form)
    coordinator.sends(f"{texts[1]}/ask", what="place")
    coordinator.sends(f"{texts[2]}/answer", what="help")
    coordinator.sends(f"{texts[3]}/ring")
    coordinator.sends(f"{texts[4]}/nothing")

    with house.database.reading() as session:
        book = ledger.both_sides(session)
    assert book.difference == 0
    assert {kind: n for kind, n in book.became.items() if n} == {
        "report": 1, "asked": 1, "command": 2, "read": 1,
    }  # fmt: skip
