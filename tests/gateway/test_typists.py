"""People who type anything, whose calls drop, whose turns are told twice: nothing breaks."""

import itertools
import re

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from gateway.trails import Trails
from menus.gsm7 import outsiders, septets
from storage.models import Report
from tests.people import Caller

KEYS = st.sampled_from([*"1234567", "0", "98", "1029", "1010", "badayo", "", "*", "#", "77"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_types_whatever(house, client, postman, channel):  # noqa: C901 - one machine
    callers = itertools.count(1)

    class Typists(RuleBasedStateMachine):
        """Two phones in anybody's hands."""

        def __init__(self):
            super().__init__()
            secret, people = house.settings.callback_secrets[0], next(callers)
            self.phones = [
                Caller(client, secret, f"+22507{people:04}000{n}", postman, channel)
                for n in range(2)
            ]
            self.is_forgotten = False
            for phone in self.phones:
                phone.dials()
            self.phone = self.phones[0]

        @rule(which=st.integers(0, 1))
        def takes_the_other_phone(self, which):
            self.phone = self.phones[which]

        @rule(keys=KEYS)
        def types(self, keys):
            if self.phone.is_open:
                self.phone.types(keys)
            else:
                self.phone.dials()

        @rule(text=st.text(max_size=12))
        def types_anything(self, text):
            if self.phone.is_open:
                self.phone.types(text)

        @rule()
        def goes_back(self):
            if self.phone.is_open:
                self.phone.types("0")

        @rule()
        def drops_and_dials_again(self):
            self.phone.dials()

        @rule(told=st.booleans())
        def hears_the_last_turn_again(self, told):
            with house.database.reading() as session:
                before = session.scalar(select(func.count()).select_from(Report))
            screen = self.phone.reply
            # The offer to go on may be gone with Redis, until something was chosen.
            was_offered = "pas fini" in screen or not self.phone.typed
            if told and not (self.is_forgotten and was_offered):
                house.conversation.trails = Trails()
            self.phone.says_again()
            with house.database.reading() as session:
                assert session.scalar(select(func.count()).select_from(Report)) == before
            assert self.phone.reply == screen  # I2, I32

        @rule()
        def redis_forgets(self):
            house.redis.flushall()
            self.is_forgotten = True

        @rule()
        def the_provider_tells_the_end(self):
            self.phone.hangs_up()

        @invariant()
        def every_screen_is_one(self):
            for phone in self.phones:
                assert re.match(r"(CON|END) .", phone.reply)  # I31
                assert septets(phone.reply) <= 160
                assert outsiders(phone.reply) == ""
                assert "occupé" not in phone.reply

        @invariant()
        def no_receipt_is_two_reports(self):
            with house.database.reading() as session:
                found = list(session.scalars(select(Report.receipt_hash)))
            given = [receipt for receipt in found if receipt]
            assert len(given) == len(set(given))

    run_state_machine_as_test(
        Typists,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
