"""The journal: who read, opened, changed, came in; in sentences, and never what a report says."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

import gateway
from gateway.console import journal, speech
from gateway.console.journal_asked import LOOKS
from gateway.console.sheet import harmless
from storage import audit, call_backs, casework, doings, members, reports
from storage.models import AccessRecord, Committee, Doing, Event, Place, Report, Unsealing
from storage.reports import Statement
from tests import country


@pytest.fixture
def coordinator(browse):
    """The coordinator, before the console."""
    return browse(country.COORDINATOR)


@pytest.fixture
def filed(house, time):
    """Reports in Badayo, made by somebody; their references."""

    def file(count: int = 1, phone: str = "+2250799999999") -> list[str]:
        keys = house.settings.keys
        with house.database.transaction() as session:
            place = session.scalars(select(Place).where(Place.code == "CI260401-02")).one()
            made = []
            for _ in range(count):
                number = len(session.scalars(select(Report.id)).all())
                statement = Statement(
                    session_key=keys.index("test", f"{phone}{number}"), channel="ussd",
                    concern="heavy_loads", urgency="medium", place_id=str(place.id),
                    language="fr", phone_index=keys.phone(phone), contact="text", phone=phone,
                )  # fmt: skip
                report = reports.keep(session, statement, lambda digits: f"{digits}0", time())
                report.status, report.received_at = "received", time()
                session.flush()
                made.append(report.reference)
        return made

    return file


@pytest.fixture
def looks(house, time):
    """Members look at reports."""

    def look(phone: str, references: list[str], what: str = audit.OPENED, channel: str = "web"):
        with house.database.transaction() as session:
            member = members.by_phone(session, house.settings.keys.phone(phone))
            found = select(Report.id).where(Report.reference.in_(references))
            audit.looked(session, member.id, session.scalars(found).all(), what, channel, time())

    return look


def plain(reader) -> str:
    """The page's text, with ordinary spaces."""
    return reader.text.replace("\u00a0", " ")


def spaced(reference: str) -> str:
    """A reference as it is said aloud."""
    return f"{reference[:3]} {reference[3:]}"


def test_who_read_what_is_told_in_a_sentence(coordinator, filed, looks):
    (reference,) = filed()
    looks(country.DEPARTMENT_MEMBER, [reference], channel="ussd")

    page = plain(coordinator.opens("/journal"))

    assert "Aujourd’hui : 1 signalement lu, aucun numéro ouvert" in page
    assert f"D-CI2604, membre : a ouvert le n° {spaced(reference)} (par téléphone)" in page


def test_nothing_of_what_a_report_says_is_in_the_journal(coordinator, filed, looks):
    looks(country.DEPARTMENT_MEMBER, filed())

    page = plain(coordinator.opens("/journal")).lower()

    for content in ("charge", "badayo", "moyenne", "0799", "99 99"):
        assert content not in page.split("qui a lu")[1]


def test_lists_and_openings_stand_apart(coordinator, filed, looks):
    references = filed(2)
    looks(country.DEPARTMENT_MEMBER, references, audit.LISTED)
    looks(country.DEPARTMENT_MEMBER, references[:1])

    assert plain(coordinator.opens("/journal")).count("a ouvert le n°") == 1
    assert plain(coordinator.opens("/journal?kind=listed")).count("dans une liste") >= 2


def test_the_lines_of_a_committee_a_person_or_a_day_can_be_read_alone(
    coordinator, filed, looks, time
):
    (reference,) = filed()
    looks(country.VILLAGE_MEMBER, [reference])
    first_day = time().date()
    time.passes(days=2)
    coordinator = coordinator_again(coordinator, time)
    looks(country.DEPARTMENT_MEMBER, [reference])

    only = plain(coordinator.opens("/journal?committee=badayo"))
    assert "V-BADAYO, membre : a ouvert" in only
    assert "D-CI2604, membre" not in only
    assert "Awa K. (V-BADAYO, membre)" in only  # to be chosen from
    earlier = plain(coordinator.opens(f"/journal?day={first_day.isoformat()}"))
    assert "V-BADAYO, membre : a ouvert" in earlier
    assert "D-CI2604, membre : a ouvert" not in earlier
    (member,) = re.findall(
        r'member=([0-9a-f-]{36})">Awa', coordinator.opens("/journal?committee=D-CI").markup
    )
    theirs = plain(coordinator.opens(f"/journal?member={member}"))
    assert "D-CI2604, membre : a ouvert" in theirs
    assert "V-BADAYO, membre : a ouvert" not in theirs


def coordinator_again(reader, time):
    """The reader, who is not signed out by the days that pass."""
    from storage import web

    house = reader.client.application.extensions["veille"]
    with house.database.transaction() as session:
        web.open_session(session, "later", reader.member.id, "Firefox", time())
    reader.client.set_cookie("veille", "later")
    return reader


def test_a_committee_that_nobody_knows_and_a_day_that_is_none_say_so(coordinator):
    page = coordinator.opens("/journal?committee=Atlantis")
    assert "Aucun comité de ce nom" in page.text

    page = coordinator.opens("/journal?day=31/02/2026")
    assert "Écrivez le jour comme 12/11/2026." in page.text
    assert coordinator.opens("/journal?day=12/11/2026").status == 200


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=MXwy", "member=1", "tab=none", "kind=%00", "day=9999-12-31", "committee=%25",
     "after=MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMHwwMWEyMTRmOC1hMjA3LTdjYmEtYTU0OS01MWQ3Y2VhYTg1ZWU"],
)  # fmt: skip
def test_whatever_stands_in_the_address_the_page_opens(coordinator, query):
    assert coordinator.opens(f"/journal?{query}").status == 200


def test_many_lines_go_on_page_by_page_and_none_is_lost_or_told_twice(coordinator, filed, looks):
    references = filed(120)
    looks(country.DEPARTMENT_MEMBER, references)  # all in the same moment

    told, address = [], "/journal"
    while address:
        page = coordinator.opens(address)
        told += re.findall(r"a ouvert le n°\s(\d{3})\s(\d{3,})", page.text)
        following = re.search(r'href="([^"]+)" rel="next"', page.markup)
        address = following[1].replace("&amp;", "&") if following else ""

    assert sorted("".join(each) for each in told) == sorted(references)


def test_whose_number_was_opened_and_why(house, coordinator, filed, time):
    (reference,) = filed()
    with house.database.transaction() as session:
        member = members.by_phone(session, house.settings.keys.phone(country.SOCIAL_WORKER))
        report = session.scalars(select(Report)).one()
        call_backs.unseal_report(session, report, member.id, "in_danger", "web", time())

    page = plain(coordinator.opens("/journal?tab=numbers"))

    assert "1 numéro ouvert" in page
    assert (
        "CS-CI2604, travail social : a vu le numéro de la personne du n° "
        f"{spaced(reference)} (danger tout de suite)"
    ) in page
    assert "0799999999" not in page.replace(" ", "")


def test_what_one_stepped_aside_from_or_reported_oneself_is_not_there(
    house, coordinator, filed, looks, time
):
    aside, own, other = filed()[0], filed(1, country.COORDINATOR)[0], filed()[0]
    with house.database.transaction() as session:
        found = session.scalars(select(Report).where(Report.reference == aside)).one()
        casework.recuse(session, found.id, coordinator.member.id, time())
        member = members.by_phone(session, house.settings.keys.phone(country.SOCIAL_WORKER))
        for report in session.scalars(select(Report)):
            call_backs.unseal_report(session, report, member.id, "in_danger", "web", time())
    looks(country.DEPARTMENT_MEMBER, [aside, own, other])

    for tab in ("reads", "numbers"):
        page = plain(coordinator.opens(f"/journal?tab={tab}"))
        assert spaced(other) in page
        assert spaced(aside) not in page
        assert spaced(own) not in page
        assert "1 signalement lu, 1 numéro ouvert" in page
        sheet = coordinator.sends("/journal/export", tab=tab).answer.text
        assert other in sheet
        assert aside not in sheet
        assert own not in sheet
    assert "Aucun signalement n’a ce numéro" in plain(
        coordinator.sends("/journal/check", reference=aside)
    )


def test_who_opened_very_many_reports_in_a_day_is_marked(coordinator, filed, looks, monkeypatch):
    monkeypatch.setattr(journal, "MANY", 5)
    references = filed(6)
    looks(country.DEPARTMENT_MEMBER, references)
    looks(country.VILLAGE_MEMBER, references[:5])
    looks(country.VILLAGE_MEMBER, references[:5])  # the same five again

    page = plain(coordinator.opens("/journal?tab=house"))

    assert "1 personne à appeler" in page
    assert "D-CI2604, membre : 6 signalements ouverts le" in page
    assert "V-BADAYO, membre : 5" not in page


def test_two_hundred_is_what_one_person_may_need_in_a_day():
    assert journal.MANY == 200


def test_sign_ins_and_the_refused_ones_are_there(house, client, browse, people, channel, time):
    people.village.enrols()
    stranger = browse()
    for secret in ("1111", "2222", "3333", "4444", "5555"):
        stranger.sends("/sign-in", phone=country.VILLAGE_MEMBER, secret=secret)
    stranger.sends("/sign-in", phone="+2250700000001", secret="1111")

    page = plain(browse(country.COORDINATOR).opens("/journal?tab=doors"))

    assert page.count("V-BADAYO, membre : mauvais code secret sur le web") == 5
    assert page.count("V-BADAYO, membre : accès fermé 30 minutes") == 1
    assert "6 essais refusés sur le web depuis 24 h, numéros inconnus compris." in page


def test_a_wrong_pin_by_phone_is_there_once_however_often_it_is_told(browse, people):
    people.village.enrols()
    people.village.dials().picks("Comité").types("9999").says_again()

    page = plain(browse(country.COORDINATOR).opens("/journal?tab=doors"))

    assert page.count("V-BADAYO, membre : mauvais PIN au téléphone") == 1


def test_what_was_done_to_the_house_is_there_and_sign_ins_are_not(house, coordinator, time):
    with house.database.transaction() as session:
        for kind, detail in (("changed_rules", {"version": 3}), ("signed_in", {})):
            doings.add(session, coordinator.member.id, kind, detail, time())
        doings.add(session, None, "of_another_release", {}, time())

    page = plain(coordinator.opens("/journal?tab=house"))

    assert "NAT, coordination : a changé les délais (version 3)" in page
    assert "a changé quelque chose dans la maison" in page
    assert "est entré" not in page


def test_whatever_is_done_to_the_house_has_words_in_the_journal():
    kinds = {
        option.value
        for path in Path(gateway.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "doings.add"
        for option in ast.walk(call.args[2])
        if isinstance(option, ast.Constant) and isinstance(option.value, str)
    }
    said = speech.keys("fr")

    assert len(kinds) > 8
    for kind in kinds:
        assert f"journal.doing.{kind}" in said, f"say what {kind} is, in the words of the journal"
        assert f"journal.kind.{kind}" in said, kind
    lines = {key.split(".")[2] for key in said if key.startswith("journal.doing.")} - {"something"}
    assert lines == {k.split(".")[2] for k in said if k.startswith("journal.kind.")} - set(LOOKS)


def test_every_line_can_be_said_whatever_is_missing_in_its_detail(house, coordinator, time):
    kinds = [k.split(".")[2] for k in speech.keys("fr") if k.startswith("journal.doing.")]
    with house.database.transaction() as session:
        for kind in kinds:
            doings.add(session, coordinator.member.id, kind, {"key": "x", "self": "y"}, time())

    told = [coordinator.opens(f"/journal?tab={tab}").markup for tab in ("house", "doors")]

    assert sum(page.count("<li><time") for page in told) == len(kinds)


def test_a_file_holds_what_was_chosen_is_noted_and_holds_no_name(house, coordinator, filed, looks):
    (reference,) = filed()
    looks(country.DEPARTMENT_MEMBER, [reference])
    looks(country.VILLAGE_MEMBER, [reference])

    answer = coordinator.sends("/journal/export", tab="reads", committee="d-ci2604").answer

    assert answer.mimetype == "text/csv"
    name = re.search(r'filename="(journal-reads-[\d-]{10}-([0-9a-f]{6})\.csv)"',
                     answer.headers["Content-Disposition"])  # fmt: skip
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["Quand", "Comité", "Rôle", "Membre", "Quoi", "Numéro", "Par"]
    assert [(row[1], row[2], row[5], row[6]) for row in rows[1:]] == [
        ("D-CI2604", "membre", reference, "web")
    ]
    assert "Awa" not in answer.text
    with house.database.reading() as session:
        (doing,) = session.scalars(select(Doing))
    assert doing.kind == "exported_journal"
    assert doing.detail == {"tab": "reads", "n": 1, "mark": name[2]}
    assert f"a pris le journal en fichier : Qui a lu, 1 lignes, marque {name[2]}" in plain(
        coordinator.opens("/journal?tab=house")
    )


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_file_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"


def test_a_committee_with_a_name_like_a_formula_is_only_text(house, coordinator, filed, looks):
    with house.database.transaction() as session:
        session.execute(
            update(Committee).where(Committee.code == "D-CI2604").values(name='=HYPERLINK("x")')
        )
    looks(country.DEPARTMENT_MEMBER, filed())

    rows = csv.reader(
        io.StringIO(
            coordinator.sends("/journal/export", tab="reads").answer.data.decode("utf-8-sig")
        )
    )

    assert [row[1] for row in rows][1] == '\'=HYPERLINK("x")'


def test_a_whole_history_is_said_to_be_whole_and_asking_is_a_line_too(house, coordinator, people):
    reference = a_real_report(house, people)

    page = plain(coordinator.sends("/journal/check", reference=f" n° {spaced(reference)} "))

    assert f"L’histoire du n° {spaced(reference)} est entière" in page
    assert f"a vérifié l’histoire du n° {spaced(reference)}" in plain(
        coordinator.opens("/journal?kind=checked")
    )


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda s: s.execute(update(Event).where(Event.number == 1).values(actor="reporter2")),
         "La ligne 1 a été changée."),
        (lambda s: s.execute(text(
            "DELETE FROM events WHERE number = (SELECT max(number) FROM events)"
        )), "Les dernières lignes manquent."),
    ],
)  # fmt: skip
def test_a_history_that_somebody_touched_is_said_to_be_touched(
    house, coordinator, people, harm, said
):
    reference = a_real_report(house, people)
    with house.database.transaction() as session:
        harm(session)

    page = plain(coordinator.sends("/journal/check", reference=reference))

    assert f"Quelqu’un a touché à l’histoire du n° {spaced(reference)}" in page
    assert said in page


def test_a_number_that_no_report_has_is_said_to_be_none(coordinator):
    assert coordinator.sends("/journal/check", reference="000000").status == 422
    assert coordinator.sends("/journal/check", reference="").status == 422


def test_for_everybody_else_there_is_no_journal(browse):
    for phone in (country.VILLAGE_MEMBER, country.DEPARTMENT_MEMBER, country.SOCIAL_WORKER):
        reader = browse(phone)
        nothing = bare(reader.opens("/no-such-page").markup)
        for path in ("/journal", "/journal/check"):
            assert reader.opens(path).status == 404
            assert bare(reader.markup) == nothing
        assert reader.sends("/journal/export").status == 404


def test_reading_the_journal_opens_no_report(house, coordinator, filed, looks):
    looks(country.DEPARTMENT_MEMBER, filed())
    coordinator.opens("/journal")

    with house.database.reading() as session:
        assert len(session.scalars(select(AccessRecord)).all()) == 1
        assert session.scalars(select(Unsealing)).all() == []


def a_real_report(house, people) -> str:
    """A report made by phone; its reference."""
    people.villager.reports().sends()
    with house.database.reading() as session:
        return session.scalars(select(Report.reference)).one()


def bare(markup: str) -> str:
    """A page without what is new on each."""
    return re.sub(r'(nonce|value)="[^"]*"', "", markup)


def test_an_hour_of_yesterday_is_not_today(coordinator, filed, looks, time):
    looks(country.DEPARTMENT_MEMBER, filed())
    time.passes(days=1)
    coordinator = coordinator_again(coordinator, time)

    assert "Aujourd’hui : aucun signalement lu" in plain(coordinator.opens("/journal"))
