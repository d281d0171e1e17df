"""The year of cocoa: which messages suit which month, so that a coordinator need not remember.

The main harvest runs from October to March (loads, machetes, burning); the mid-crop from April to
September; holidays from July; school starts in September; the world day is 12 June.
"""

from collections.abc import Mapping

WORLD_DAY = (6, 12)  # month and day of the world day against child labour

# By month: the most fitting message first.
MONTHS: Mapping[int, tuple[str, ...]] = {
    1: ("LOAD", "FIRE", "BIR1"),
    2: ("FIRE", "TREE", "BIR2"),
    3: ("FIRE", "LOAD", "BIR3"),
    4: ("AGE1", "PEST", "LIGH"),
    5: ("PEST", "PES2", "HELP"),
    6: ("LABO", "AGE1", "L116"),
    7: ("SCH3", "TRF1", "PEST"),
    8: ("SCH3", "PES2", "BIR1"),
    9: ("SCH1", "SCH2", "SCH3"),
    10: ("LOAD", "MACH", "SCH4"),
    11: ("MACH", "LOAD", "TRF2"),
    12: ("LOAD", "MACH", "NIGH"),
}


def suggested(month: int) -> tuple[str, ...]:
    """The messages that suit a month."""
    return MONTHS[month]
