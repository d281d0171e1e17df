"""An overview as rows for a spreadsheet: which table, which line of it, what is measured, how much.

What the page does not show is not in the file either.
"""

from collections.abc import Iterator

from gateway.console.overview_pace import Paces
from gateway.console.overview_places import Where
from gateway.console.overview_shown import Count, Part
from gateway.console.overview_story import Story
from gateway.console.overview_words import name_of
from gateway.console.speech import Speech

Cell = str | int


def rows_of(say: Speech, story: Story) -> tuple[list[str], Iterator[tuple[Cell, ...]]]:
    """The header and the rows."""
    header = [str(say(f"overview.file.{name}")) for name in ("table", "line", "measure", "value")]
    return header, _Sheet(say).rows(story)


class _Sheet:
    """Writes rows in a language."""

    def __init__(self, say: Speech) -> None:
        self._say = say

    def rows(self, story: Story) -> Iterator[tuple[Cell, ...]]:
        """Every row."""
        yield from self._month(story)
        yield from self._weeks(story)
        for code, count in story.concerns:
            name = self._say.label("concern", code)
            yield self._words("dangers.title"), name, self._words("file.reports"), count
        if story.other_concerns:
            others = self._words("dangers.others")
            yield (
                self._words("dangers.title"),
                others,
                self._words("file.reports"),
                (story.other_concerns),
            )
        yield from self._paces(self._words("answers.title"), story.answers)
        yield from self._paces(self._words("outcomes.title"), story.outcomes)
        if story.where is not None:
            yield from self._places(story.where)

    def _month(self, story: Story) -> Iterator[tuple[Cell, ...]]:
        table, line = name_of(self._say, story.about), self._say.month(story.month)
        yield table, line, self._words("file.reports"), self._count(story.total)
        yield table, line, self._words("file.in_time"), self._part(story.in_time)
        yield table, line, self._words("file.finished"), self._part(story.finished)

    def _weeks(self, story: Story) -> Iterator[tuple[Cell, ...]]:
        for week in story.weeks:
            line = f"{week.first.isoformat()} – {week.last.isoformat()}"
            table = self._words("weeks.title")
            yield table, line, self._words("file.reports"), self._count(week.received)
            yield table, line, self._words("file.in_time"), self._count(week.in_time)

    def _paces(self, table: str, paces: Paces) -> Iterator[tuple[Cell, ...]]:
        for pace in paces.told:
            for measure, minutes in (("half", pace.half), ("most", pace.most)):
                value = self._words(f"pace.not_{measure}") if minutes is None else round(minutes)
                yield table, pace.name, self._words(f"file.{measure}"), value
        for name in paces.few:
            yield table, name, self._words("file.reports"), self._words("few")

    def _places(self, where: Where) -> Iterator[tuple[Cell, ...]]:
        table = self._words("where.title")
        for part in where.parts:
            yield table, part.name, self._words("file.reports"), self._count(part.count)
            yield table, part.name, self._words("where.covered"), part.covered
            yield table, part.name, self._words("where.bare"), part.bare
        if where.elsewhere != 0:
            elsewhere = self._words("where.elsewhere")
            yield table, elsewhere, self._words("file.reports"), self._count(where.elsewhere)

    def _count(self, count: Count) -> Cell:
        return self._words("hidden") if count is None else count

    def _part(self, part: Part) -> Cell:
        return self._words(f"file.part.{part.said}") if part.count is None else part.count

    def _words(self, key: str) -> str:
        return str(self._say(f"overview.{key}"))
