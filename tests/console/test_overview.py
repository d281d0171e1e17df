"""The overview says where things stand, and nothing of what does not exist for its reader."""

import csv
import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event, select

from notifications import counting
from storage import casework, members
from storage.ids import new_id
from storage.models import (
    AccessRecord,
    Alert,
    AlertState,
    Committee,
    Member,
    Place,
    Report,
    ReportStatus,
)
from tests import country

ANALYST, OPERATOR = "+2250700000094", "+2250700000095"
BADAYO, LILIYO = "CI260401-02", "CI260404-01"
LIMIT = timedelta(hours=72)  # of a medium report


@pytest.fixture
def world(house, time):
    """The small country on the 21st of a month: reports come, and are counted."""
    while time().day != 21:
        time.passes(days=1)
    with house.database.transaction() as session:
        national = session.scalars(select(Committee).where(Committee.code == "NAT")).one()
        members.add(session, national.id, "Ama", ANALYST, "analyst", "fr")
        members.add(session, national.id, "Eba", OPERATOR, "operator", "fr")
    now = time()

    def comes(times=1, *, days=12, told="V-BADAYO", hours=2.0, place=BADAYO, **changed):
        """Reports that came so many days ago, answered after so many hours, or never: their ids."""
        received = now - timedelta(days=days)
        with house.database.transaction() as session:
            return [
                _report(session, received, told, hours, place, dict(changed)) for _ in range(times)
            ]

    def counts():
        counting.count(house.database, house.rules, now, None)

    return SimpleNamespace(comes=comes, counts=counts, now=now)


def _report(session, received, told, hours, place, changed):
    village = session.scalars(select(Place).where(Place.code == place)).one()
    above = session.get_one(Place, village.parent_id)
    committee = session.scalars(select(Committee).where(Committee.code == told)).one()
    key, answered = str(new_id()), None if hours is None else received + timedelta(hours=hours)
    ended = changed.pop("closed_at", None)
    status = ReportStatus.CLOSED if ended else ReportStatus.ACKNOWLEDGED
    report = Report(
        **{
            "reference": key[-12:], "session_key": key, "channel": "ussd",
            "concern": "heavy_loads", "urgency": "medium", "place_id": village.id,
            "language": "fr", "phone_index": key, "saved_at": received, "received_at": received,
            "sub_prefecture_id": above.id, "department_id": above.parent_id, "closed_at": ended,
            "status": status if answered else ReportStatus.RECEIVED,
            "due_at": None if ended else received + LIMIT, **changed,
        }
    )  # fmt: skip
    session.add(report)
    session.flush()
    state = AlertState.CLOSED if ended else AlertState.ACKNOWLEDGED
    alert = Alert(
        report_id=report.id, committee_id=committee.id, reason="first", opened_at=received,
        state=state if answered else AlertState.OPEN, acknowledged_at=answered, rank=report.rank,
        due_at=report.due_at,
    )  # fmt: skip
    session.add(alert)
    return report.id


def figures(reader, path="/overview.csv"):
    """The file of the overview: (table, line, measure) -> value."""
    rows = list(csv.reader(io.StringIO(reader.opens(path).markup.lstrip("\ufeff"))))
    return {tuple(row[:3]): row[3] for row in rows[1:]}


def test_the_first_sentence_says_how_many_had_an_answer_in_time(world, browse):
    world.comes(32)
    world.comes(8, hours=100)
    world.counts()

    page = browse(country.DEPARTMENT_MEMBER).opens("/overview")

    assert "8 signalements sur 10 ont eu une réponse à temps" in page.text
    assert "40 signalements comptés. 32 pris à temps." in page.text
    assert "Département de Soubré" in page.text
    assert "Bilan" in page.text


def test_a_small_number_is_not_shown_anywhere(world, browse):
    world.comes(4, closed_at=world.now - timedelta(days=1))
    world.counts()

    reader = browse(country.DEPARTMENT_MEMBER).opens("/overview")

    assert "Moins de 5 signalements ce mois-là" in reader.text
    told = figures(reader)
    assert not set(told.values()) & {"1", "2", "3", "4"} - {
        value for key, value in told.items() if "Villages" in key[2]
    }


def test_a_small_concern_is_counted_with_others_and_a_second_one_hidden_with_it(world, browse):
    world.comes(20, concern="heavy_loads")
    world.comes(7, concern="mining")
    world.comes(2, concern="begging")
    world.counts()

    told = figures(browse(country.DEPARTMENT_MEMBER))

    assert told["Quels dangers", "Charges lourdes", "Signalements comptés"] == "20"
    assert told["Quels dangers", "Autres dangers, ensemble", "Signalements comptés"] == "9"
    assert not any("Mine" in line or "Mendicité" in line for _, line, _ in told)


def test_nobody_sees_how_many_came_from_a_village(world, browse):
    world.comes(9)
    world.comes(8, place=LILIYO, told="SP-CI260404")
    world.counts()

    page = browse(country.DEPARTMENT_MEMBER).opens("/overview")
    where = page.text.partition("Où ")[2].partition("Quels dangers")[0]

    assert "Soubré 9" in where
    assert "Liliyo 8" in where
    assert "Badayo" not in where
    assert "Petit-Liliyo" not in where


@pytest.mark.parametrize(
    ("phone", "name", "count"),
    [
        (country.VILLAGE_MEMBER, "V-BADAYO", "9"),
        (country.SUB_PREFECTURE_MEMBER, "Sous-préfecture de Liliyo", "8"),
        (country.DEPARTMENT_MEMBER, "Département de Soubré", "17"),
        (country.COORDINATOR, "Côte d’Ivoire", "17"),
    ],
)
def test_each_reader_sees_what_is_theirs(world, browse, phone, name, count):
    world.comes(9)
    world.comes(8, place=LILIYO, told="SP-CI260404")
    world.counts()

    page = browse(phone).opens("/overview")

    assert name.replace("’", "'") in page.text.replace("’", "'")
    assert f"{count} signalements comptés." in page.text


def test_who_stepped_aside_sees_the_figures_of_a_world_without_the_report(
    house, world, browse, time
):
    world.comes(11, hours=3)
    (aside,) = world.comes(1, concern="mining", hours=None, days=9)
    world.counts()
    before = {
        phone: [figures(browse(phone)), browse(phone).opens("/overview").text]
        for phone in (country.VILLAGE_MEMBER, country.SECOND_VILLAGE_MEMBER)
    }
    assert before[country.VILLAGE_MEMBER] == before[country.SECOND_VILLAGE_MEMBER]

    with house.database.transaction() as session:
        index = house.settings.keys.phone(country.VILLAGE_MEMBER)
        member = session.scalars(select(Member).where(Member.phone_index == index)).one()
        casework.recuse(session, aside, member.id, time())
    recused = browse(country.VILLAGE_MEMBER)
    without = [figures(recused), recused.opens("/overview").text]
    other = figures(browse(country.SECOND_VILLAGE_MEMBER))

    with house.database.transaction() as session:
        session.get_one(Report, aside).status = ReportStatus.CANCELLED
    world.counts()
    world_without = browse(country.SECOND_VILLAGE_MEMBER)
    assert without == [figures(world_without), world_without.opens("/overview").text]
    assert other == before[country.SECOND_VILLAGE_MEMBER][0]
    assert without[0] != other


def test_what_ones_own_phone_told_is_in_no_figure_of_theirs(house, world, browse):
    world.comes(8)
    index = house.settings.keys.phone(country.DEPARTMENT_MEMBER)
    world.comes(3, phone_index=index, place=LILIYO)
    world.counts()

    assert "8 signalements comptés." in browse(country.DEPARTMENT_MEMBER).opens("/overview").text
    assert "11 signalements comptés." in browse(country.COORDINATOR).opens("/overview").text


def test_the_sensitive_leave_no_trace_but_for_the_social_centre_and_the_coordination(world, browse):
    world.comes(10)
    world.counts()
    others = (
        country.VILLAGE_MEMBER, country.SUB_PREFECTURE_MEMBER, country.DEPARTMENT_MEMBER
    )  # fmt: skip
    for phone in others:
        browse(phone).opens("/overview")  # what is new is so only once
    before = [(browse(p).opens("/overview").text, figures(browse(p))) for p in others]

    world.comes(7, told="CS-CI2604", concern="sexual_abuse", hours=3, due_at=None)
    world.comes(7, told="CS-CI2604", concern="sexual_abuse", hours=None, due_at=None)
    world.counts()

    assert before == [(browse(p).opens("/overview").text, figures(browse(p))) for p in others]
    for phone in (country.SOCIAL_WORKER, country.COORDINATOR):
        told = figures(browse(phone))
        assert told["Quels dangers", "Abus sexuel", "Signalements comptés"] == "14"


def test_what_no_village_may_know_is_in_no_figure_of_a_village(world, browse):
    world.comes(6)
    world.counts()
    before = figures(browse(country.VILLAGE_MEMBER))

    world.comes(5, route="not_village", hours=1)
    world.counts()

    assert figures(browse(country.VILLAGE_MEMBER)) == before
    assert "11 signalements" in browse(country.DEPARTMENT_MEMBER).opens("/overview").text


def test_who_counts_but_opens_no_report_sees_months_that_are_over_and_no_list(world, browse):
    world.comes(8, days=40, hours=None)
    world.comes(9, hours=None)
    world.counts()

    page = browse(ANALYST).opens("/overview")

    assert "8 signalements comptés." in page.text
    assert "En retard maintenant" not in page.text
    assert "/reports/" not in page.markup
    this_month = f"{world.now:%Y-%m}"
    assert this_month not in page.markup
    assert browse(ANALYST).opens(f"/overview?month={this_month}").text == page.text


def test_the_country_is_chosen_by_department_and_nobody_else_chooses(house, world, browse):
    world.comes(12)
    world.counts()
    with house.database.reading() as session:
        department = session.scalars(select(Place).where(Place.code == "CI2604")).one()
        elsewhere = session.scalars(select(Place).where(Place.code == "CI260404")).one()

    chosen = browse(country.COORDINATOR).opens(f"/overview?place={department.id}")
    unknown = browse(country.COORDINATOR).opens(f"/overview?place={elsewhere.id}")
    own = browse(country.SUB_PREFECTURE_MEMBER)

    assert "Département de Soubré" in chosen.text
    assert "12 signalements comptés" in chosen.text
    assert "Département de Soubré" not in unknown.text
    plain = own.opens("/overview").text
    assert own.opens(f"/overview?place={department.id}").text == plain


def test_a_choice_that_cannot_be_read_is_as_if_none_was_made(world, browse):
    world.comes(12)
    world.counts()
    reader = browse(country.COORDINATOR)
    plain = reader.opens("/overview").text

    for odd in ("month=2026-13", "month=1999-01", "month='", "place=x", "place=%00", "month[]=1"):
        assert reader.opens(f"/overview?{odd}").text == plain


def test_what_is_late_is_listed_the_longest_first_and_that_it_was_seen_is_recorded(
    house, world, browse
):
    late = [world.comes(1, days=days, hours=None)[0] for days in range(4, 16)]
    world.counts()

    reader = browse(country.DEPARTMENT_MEMBER).opens("/overview")

    assert "12 attendent encore et sont en retard." in reader.text
    assert "Voir les 12 en retard" in reader.text
    with house.database.reading() as session:
        seen = session.scalars(
            select(AccessRecord.report_id).where(AccessRecord.member_id == reader.member.id)
        ).all()
    assert set(seen) == set(late[2:])
    assert reader.markup.count('class="row') == 10 + 1  # and the list itself


def test_a_file_holds_no_formula_and_no_report(house, world, browse):
    world.comes(6, closed_at=world.now - timedelta(days=1))
    with house.database.transaction() as session:
        village = session.scalars(select(Committee).where(Committee.code == "V-BADAYO")).one()
        village.name = '=HYPERLINK("http://example.org")'
    world.counts()

    reader = browse(country.DEPARTMENT_MEMBER).opens("/overview.csv")

    assert reader.answer.mimetype == "text/csv"
    assert "attachment" in reader.answer.headers["Content-Disposition"]
    cells = [cell for row in csv.reader(io.StringIO(reader.markup)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    with house.database.reading() as session:
        references = session.scalars(select(Report.reference)).all()
    assert not [reference for reference in references if reference in reader.markup]


def test_the_page_and_the_file_say_the_same(world, browse):
    world.comes(21, hours=5)
    world.comes(9, hours=90)
    world.counts()
    reader = browse(country.DEPARTMENT_MEMBER)

    told = figures(reader)
    page = reader.opens("/overview").text

    assert told["Département de Soubré", _month(world), "Signalements comptés"] == "30"
    assert told["Département de Soubré", _month(world), "Pris à temps"] == "21"
    assert "30 signalements comptés. 21 pris à temps." in page


def _month(world):
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", world.now.date(), locale="fr")


def test_the_times_of_committees_are_told_and_those_of_few_reports_are_not(world, browse):
    world.comes(12, hours=2)
    world.comes(4, told="SP-CI260404", place=LILIYO, hours=5)
    world.counts()

    page = browse(country.DEPARTMENT_MEMBER).opens("/overview").text
    answers = page.partition("« Je m’en occupe »")[2].partition("jusqu’au résultat")[0]

    assert "V-BADAYO 2 h" in answers.replace("1 h 55", "2 h").replace("2 h 05", "2 h")
    assert "SP-CI260404" in answers.partition("Moins de 5 signalements, donc pas montré")[2]


def test_a_committee_that_does_not_answer_does_not_look_quick(world, browse):
    world.comes(4, hours=1)
    world.comes(6, hours=None)
    world.counts()

    told = figures(browse(country.VILLAGE_MEMBER))

    table = "Combien de temps pour dire «\u00a0Je m’en occupe\u00a0»"
    assert told[table, "V-BADAYO", "La moitié en (minutes)"] == "pas encore"


def test_it_says_how_many_have_an_outcome(world, browse):
    world.comes(9, closed_at=world.now - timedelta(days=2))
    world.comes(6)
    world.counts()

    assert "9 ont un résultat noté." in browse(country.DEPARTMENT_MEMBER).opens("/overview").text


def test_early_in_a_month_the_one_before_is_told(world, browse):
    world.comes(12, days=35)
    world.comes(2)
    world.counts()

    page = browse(country.DEPARTMENT_MEMBER).opens("/overview")

    assert "12 signalements comptés." in page.text
    this = browse(country.DEPARTMENT_MEMBER).opens(f"/overview?month={world.now:%Y-%m}")
    assert "Moins de 5 signalements ce mois-là" in this.text


def test_before_anything_was_counted_it_says_so_and_what_comes(world, browse):
    page = browse(country.DEPARTMENT_MEMBER).opens("/overview")

    assert page.status == 200
    assert "Pas encore de chiffres" in page.text
    assert browse(country.DEPARTMENT_MEMBER).opens("/overview.csv").status == 404


def test_who_may_not_is_answered_as_if_there_were_no_such_page(world, browse):
    world.comes(9)
    world.counts()
    reader = browse(OPERATOR)

    def said(path):
        answer = reader.client.get(path)
        skipped = {"X-Request-Id", "Content-Security-Policy", "Date"}
        return answer.status_code, [h for h in answer.headers if h[0] not in skipped], answer.data

    nothing = said("/no-such-page")
    assert nothing[0] == 404
    assert said("/overview") == said("/overview.csv") == nothing


def test_it_reads_as_much_with_many_reports_as_with_few(house, world, browse):
    asked = []
    engine = house.database.engine
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))

    def questions(phone):
        reader = browse(phone).opens("/overview")
        asked.clear()
        reader.opens("/overview")
        return len(asked)

    phones = (country.VILLAGE_MEMBER, country.DEPARTMENT_MEMBER, country.COORDINATOR)
    world.comes(12, hours=None)
    world.counts()
    few = [questions(phone) for phone in phones]
    for days in range(5, 60):
        world.comes(5, days=days, hours=None, concern="mining")
    with house.database.transaction() as session:
        above = session.scalars(select(Place).where(Place.code == "CI260401")).one()
        for n in range(20):
            village = Place(code=f"V{n}", level="village", name=f"Village {n}", parent_id=above.id)
            session.add(village)
            session.flush()
            session.add(
                Committee(code=f"V-{n}", level="village", name=f"Comité {n}", place_id=village.id)
            )
    world.counts()

    assert [questions(phone) for phone in phones] == few
    assert max(few) <= 24


def test_no_report_is_read_but_the_late_ones(house, world, browse):
    """With the reports gone and the counts left, the figures are the same."""
    world.comes(40, hours=5, due_at=None)
    world.counts()
    reader = browse(country.DEPARTMENT_MEMBER)
    before = figures(reader)

    with house.database.transaction() as session:
        for alert in session.scalars(select(Alert)):
            session.delete(alert)
        session.flush()
        for report in session.scalars(select(Report)):
            session.delete(report)

    assert figures(reader) == before


def test_a_page_stays_light(house, world, browse):
    for n, concern in enumerate(("heavy_loads", "mining", "begging", "neglect", "agrochemicals")):
        world.comes(9 + n, concern=concern, days=3 + 4 * n, hours=None)
    with house.database.transaction() as session:
        above = session.scalars(select(Place).where(Place.code == "CI260401")).one()
        for n in range(120):
            session.add(
                Place(
                    code=f"V{n}", level="village", name=f"Village {n}", parent_id=above.id,
                    latitude=5.5 + n % 11 / 20, longitude=-6.5 - n // 11 / 20,
                )
            )  # fmt: skip
    world.counts()

    client = browse(country.DEPARTMENT_MEMBER).client
    answer = client.get("/overview", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 15_000


def test_it_is_told_in_english_too(house, world, browse):
    world.comes(32)
    world.comes(8, hours=100)
    world.counts()
    reader = browse(country.DEPARTMENT_MEMBER)
    with house.database.transaction() as session:
        session.get_one(Member, reader.member.id).language = "en"

    page = reader.opens("/overview").text

    assert "8 reports in 10 were answered in time" in page
    assert "40 reports counted. 32 answered in time." in page
