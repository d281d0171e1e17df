"""An overview's figures in words, and its drawings with words on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_skeleton

from gateway.console.charts import OfWeek, Stretch, WeekBar, stretches, week_bars
from gateway.console.overview_pace import Paces, span_of
from gateway.console.overview_scope import Figured
from gateway.console.overview_shown import Count, Part, Week
from gateway.console.speech import Speech

DRAWN = 8  # committees in a drawing, the slowest; the table has them all


@dataclass(frozen=True)
class TimeTable:
    """How long committees took: a drawing, the same in rows, and who has too few reports."""

    stretches: Sequence[Stretch]
    height: int
    rows: Sequence[tuple[str, str, str]]
    few: Sequence[str]


@dataclass(frozen=True)
class WeekTable:
    """Reports by week: a drawing, and the same in rows."""

    bars: Sequence[WeekBar]
    rows: Sequence[tuple[str, str, str]]
    has_in_time: bool

    @property
    def is_any(self) -> bool:
        """Whether any week can be shown."""
        return any(bar.height for bar in self.bars)


def name_of(say: Speech, about: Figured) -> str:
    """What is counted: "Département de Soubré"."""
    key = f"level.{about.level}"
    name = str(say(key, name=about.name)) if say.has(key) else about.name
    return name[:1].upper() + name[1:]


def head_of(say: Speech, about: Figured, total: Count, in_time: Part) -> str:
    """The one sentence that says where things stand."""
    if total is None:
        return str(say("overview.head.unsaid" if about.chosen else "overview.head.small"))
    if in_time.said != "some" or in_time.count is None:
        return str(say(f"overview.head.{in_time.said}", n=total))
    tenths = in_time.count / total * 10
    if tenths > 9.5:
        return str(say("overview.head.nearly_all"))
    if tenths < 0.5:
        return str(say("overview.head.nearly_none"))
    return str(say("overview.head.share", n=max(min(round(tenths), 9), 1)))


def count_of(say: Speech, count: Count) -> str:
    """A count, or that it is not shown."""
    return str(say("overview.hidden")) if count is None else say.number(count)


def time_table(say: Speech, paces: Paces) -> TimeTable:
    """How long committees took, the slowest first."""
    rows = [
        (pace.name, _span(say, pace.half, "half"), _span(say, pace.most, "most"))
        for pace in paces.told
    ]
    drawn, height = stretches(
        [
            (name, str(say("overview.pace.both", half=half, most=most)), pace.half, pace.most)
            for (name, half, most), pace in zip(rows[:DRAWN], paces.told, strict=False)
        ]
    )
    return TimeTable(drawn, height, rows, paces.few)


def week_table(say: Speech, weeks: Sequence[Week]) -> WeekTable:
    """Reports by week."""
    has_in_time = any(week.in_time is not None for week in weeks)
    bars = [
        OfWeek(
            (week.last - week.first).days + 1,
            week.received,
            week.in_time,
            "" if week.received is None else say.number(week.received),
            str(week.first.day),
            _month(say, week) if week.first.day == 1 else "",
        )
        for week in weeks
    ]
    rows = [
        (days_of(say, week), count_of(say, week.received), count_of(say, week.in_time))
        for week in weeks
    ]
    return WeekTable(week_bars(bars), rows, has_in_time)


def days_of(say: Speech, week: Week) -> str:
    """The days of a week: "8–14 oct."."""
    days = {"first": str(week.first.day), "last": str(week.last.day)}
    return str(say("overview.weeks.days", month=_month(say, week), **days))


def _month(say: Speech, week: Week) -> str:
    return str(format_skeleton("MMM", week.first, locale=say.language))


def _span(say: Speech, minutes: float | None, part: str) -> str:
    if minutes is None:
        return str(say(f"overview.pace.not_{part}"))
    return say.span(span_of(minutes))
