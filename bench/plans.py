"""How a database carries out what a page asks of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event

_SCANS = re.compile(r"Seq Scan on reports|SCAN reports(?! USING)", re.IGNORECASE)


@dataclass(frozen=True)
class Plan:
    """A statement, and how it is carried out."""

    statement: str
    text: str

    @property
    def scans_reports(self) -> bool:
        """Whether every report is read, whatever is asked for."""
        return bool(_SCANS.search(self.text))


def plans_of(engine: Engine, ask: Callable[[], object]) -> list[Plan]:
    """The plans of all that is selected from reports while something is asked."""
    said: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")) and "reports" in statement:
            said.setdefault(statement, parameters)

    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return [Plan(statement, _plan(engine, statement, given)) for statement, given in said.items()]


def _plan(engine: Engine, statement: str, parameters: Any) -> str:
    is_sqlite = engine.dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    bare = re.sub(r"\s+FOR UPDATE.*$", "", statement, flags=re.DOTALL)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {bare}", parameters).all()
    return "\n".join(str(row[-1]) for row in rows)
