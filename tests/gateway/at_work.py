"""Members of the small country at work on its reports, in one transaction or in many."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import intake
from gateway.casework import Work
from gateway.wiring import Wiring
from menus.triage import CONCERNS
from storage import events, members, services
from storage.database import Database
from storage.models import Alert, Committee, Event, Member, Place, Report, Service
from storage.reports import Statement
from tests import country

BADAYO, DEPARTMENT = "V-BADAYO", "D-CI2604"
REPORTER = "+2250700000099"
PHONES = {
    "awa": country.VILLAGE_MEMBER,
    "koffi": country.SECOND_VILLAGE_MEMBER,
    "dao": country.DEPARTMENT_MEMBER,
    "ines": country.SOCIAL_WORKER,
    "sery": country.COORDINATOR,
}


@dataclass
class Village:
    """Badayo, its committee and the levels above, at one house."""

    parts: Wiring
    now: Callable[[], datetime]
    told: int = 0

    @property
    def database(self) -> Database:
        return self.parts.database

    def reports(self, concern: str = "neglect", phone: str = REPORTER, **more: Any) -> str:
        """Somebody reports from Badayo; the report's reference."""
        self.told += 1
        with self.database.transaction() as session:
            place = session.scalars(select(Place.id).where(Place.code == "CI260401-02")).one()
            told = {
                "session_key": f"call-{self.told}",
                "channel": "ussd",
                "urgency": CONCERNS[concern].urgency,
                "language": "fr",
                "phone_index": self.database.keys.phone(phone),
                **more,
            }
            statement = Statement(concern=concern, place_id=str(place), **told)
            _, report_id = intake.file_report(session, self.parts.rules, statement, self.now())
            return session.get_one(Report, report_id).reference

    def has_a_service(self, code: str = "CS-1", phone: str = "+2250709000001") -> None:
        """The directory holds a social centre of Soubré."""
        with self.database.transaction() as session:
            place = session.scalars(select(Place.id).where(Place.code == "CI2604")).one()
            made = services.add(session, code, f"Centre {code}", "social_centre", place)
            made.phone = phone

    @contextmanager
    def work(self, name: str, reference: str) -> Iterator[Work]:
        """Somebody at work on the alert of their committee, in a transaction of their own."""
        with self.database.transaction() as session:
            yield work_of(session, self.parts, name, reference, self.now())

    def does(self, name: str, reference: str, act: Callable[[Work], Any]) -> Any:
        """Somebody does one thing, and it is committed."""
        with self.work(name, reference) as work:
            return act(work)

    def report(self, reference: str) -> Report:
        """A report as it is now."""
        with self.database.reading() as session:
            return session.scalars(select(Report).where(Report.reference == reference)).one()

    def alert(self, reference: str, code: str = BADAYO) -> Alert | None:
        """What a committee was told of a report."""
        with self.database.reading() as session:
            return session.scalars(
                select(Alert)
                .join(Report, Alert.report_id == Report.id)
                .join(Committee, Alert.committee_id == Committee.id)
                .where(Report.reference == reference, Committee.code == code)
            ).one_or_none()

    def lines(self, reference: str) -> list[str]:
        """The kinds of what stands in a report's history; its chain is whole."""
        with self.database.reading() as session:
            report = session.scalars(select(Report).where(Report.reference == reference)).one()
            assert list(events.faults(session, report)) == []
            return [event.kind for event in events.of_report(session, report)]

    def line(self, reference: str, kind: str) -> Event:
        """The last line of a kind in a report's history."""
        with self.database.reading() as session:
            report = session.scalars(select(Report).where(Report.reference == reference)).one()
            found = events.latest(session, report, kind)
            assert found is not None, kind
            return found


def member(session: Session, name: str) -> Member:
    """Somebody of the country."""
    found = members.by_phone(session, session.info["keys"].phone(PHONES[name]))
    assert found is not None, name
    return found


def work_of(session: Session, parts: Wiring, name: str, reference: str, now: datetime) -> Work:
    """Somebody at work on the alert of their committee, whatever they may see of it."""
    who = member(session, name)
    alert = session.scalars(
        select(Alert)
        .join(Report, Alert.report_id == Report.id)
        .where(Report.reference == reference, Alert.committee_id == who.committee_id)
    ).one()
    return Work(session, parts.rules, alert, who, now)


def service(session: Session, code: str = "CS-1") -> Service:
    """A service of the directory."""
    return session.scalars(select(Service).where(Service.code == code)).one()


A_DAY = timedelta(days=1)
