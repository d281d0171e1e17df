"""What a campaign came to: on a page, for a spreadsheet, on one page for a donor."""

import io

from flask import url_for
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from xlsxwriter import Workbook

from gateway.console import bp
from gateway.console.answers import Answer, File, Screen
from gateway.console.campaign_tables import Table, francs, stopped, sums, tables
from gateway.console.doors import Visit, page
from gateway.console.sheet import CSV, csv_file, harmless
from menus.gsm7 import fold
from storage import campaigns
from storage.models import Campaign

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
MOST_ROWS = 14  # of a table on the donor's one page


@page(bp, "/campaigns/<int:number>/results", allows="see_campaigns")
def results(visit: Visit, number: int) -> Answer:
    """The page."""
    found = _begun(visit, number)
    if found is None:
        return None
    kinds = ("csv", "xlsx", "pdf")
    return Screen(
        "campaign_results.html",
        campaign=found,
        sentences=_sentences(visit, found),
        tables=tables(visit, found),
        files=[
            (kind.upper(), url_for(f"console.campaign_results_{kind}", number=number))
            for kind in kinds
        ],
        now=visit.now,
    )


@page(bp, "/campaigns/<int:number>/results.csv", allows="see_campaigns")
def csv(visit: Visit, number: int) -> Answer:
    """The same for any spreadsheet."""
    found = _begun(visit, number)
    if found is None:
        return None
    rows = [
        (table.title, *row)
        for table in tables(visit, found)
        for row in (table.columns, *table.rows)
    ]
    return File(csv_file((found.name,), rows), CSV, f"veille-campagne-{number}.csv")


@page(bp, "/campaigns/<int:number>/results.xlsx", allows="see_campaigns")
def xlsx(visit: Visit, number: int) -> Answer:
    """The same, a sheet for each table."""
    found = _begun(visit, number)
    if found is None:
        return None
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        for each, table in enumerate(_with_sentences(visit, found), 1):
            sheet = book.add_worksheet(f"{each}")
            sheet.write_string(0, 0, harmless(table.title))
            for line, row in enumerate((table.columns, *table.rows), 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(line, column, cell)
                    else:
                        sheet.write_string(line, column, harmless(cell))
            sheet.autofit()
    return File(content.getvalue(), XLSX, f"veille-campagne-{number}.xlsx")


@page(bp, "/campaigns/<int:number>/results.pdf", allows="see_campaigns")
def pdf(visit: Visit, number: int) -> Answer:
    """One page for a donor."""
    found = _begun(visit, number)
    if found is None:
        return None
    sheet = FPDF(format="A4")
    sheet.set_auto_page_break(auto=False)
    sheet.add_page()
    _line(sheet, found.name, 18)
    for sentence in _sentences(visit, found):
        _line(sheet, sentence, 11)
    for table in tables(visit, found):
        _draw(sheet, table)
    say = visit.speech
    sheet.set_y(-15)
    _line(sheet, f"Veille, {say.day(visit.now)}. {say('results.no_person')}", 8)
    return File(bytes(sheet.output()), PDF, f"veille-campagne-{number}.pdf")


def _begun(visit: Visit, number: int) -> Campaign | None:
    found = campaigns.by_number(visit.session, number)
    return found if found is not None and found.started_at is not None else None


def _sentences(visit: Visit, found: Campaign) -> list[str]:
    """What it comes to, in sentences; nothing before it was counted."""
    if found.figures is None or found.figured_at is None:
        return []
    say, (meant, gone, delivered) = visit.speech, sums(found)
    spent, planned = francs(found.spent), francs(found.estimate)
    return [
        str(say("results.reached", meant=say.number(meant), gone=say.number(gone),
                delivered=say.number(delivered))),
        str(say("results.cost", spent=spent, planned=planned, n=found.parts)),
        str(say("results.stop", n=stopped(found))),
        str(say("results.counted", when=say.moment(found.figured_at, visit.now))),
    ]  # fmt: skip


def _with_sentences(visit: Visit, found: Campaign) -> list[Table]:
    first = Table(found.name, (), [(sentence,) for sentence in _sentences(visit, found)])
    return [first, *tables(visit, found)]


def _line(sheet: FPDF, text: str, size: int) -> None:
    sheet.set_font("Helvetica", size=size)
    shown = _latin(text)
    sheet.multi_cell(0, size * 0.45, shown, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _draw(sheet: FPDF, table: Table) -> None:
    """A table, as far as the page goes."""
    if sheet.get_y() > sheet.h - 60:
        return
    sheet.ln(2)
    _line(sheet, table.title, 11)
    sheet.set_font("Helvetica", size=9)
    width = sheet.epw / max(1, len(table.columns))
    for row in (table.columns, *table.rows[:MOST_ROWS]):
        if sheet.get_y() > sheet.h - 25:
            return
        for cell in row:
            sheet.cell(width, 5, _latin(str(cell))[:60], border="B")
        sheet.ln(5)


def _latin(text: str) -> str:
    """A text in the letters of the page's font; others are folded."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return fold(text.replace("’", "'")).encode("latin-1", "replace").decode("latin-1")
    return text
