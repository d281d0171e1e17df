"""Advice: which messages belong to a topic, which is today's, and the questions after them.

Their words are in advice.toml of each language; the messages are those agreed for the pilot.
"""

from collections.abc import Mapping

TOPICS: Mapping[str, tuple[str, ...]] = {
    "school": ("SCH1", "SCH2", "SCH3", "SCH4"),
    "work": ("LOAD", "MACH", "FIRE", "TREE", "NIGH", "AGE1", "LIGH", "HELP"),
    "chemicals": ("PEST", "PES2", "FIRS"),
    "trafficking": ("TRF1", "TRF2", "TRF3", "FOST", "DOME", "MINE"),
    "papers": ("BIR1", "BIR2", "BIR3"),
    "violence": ("VIOL", "SEXU", "MARR", "FGM1"),
    "report": ("MISS", "L116", "REP1", "REP2", "COMM"),
    "adults": ("LABO", "SAVE"),
}
MESSAGES = tuple(code for codes in TOPICS.values() for code in codes)
# The questions asked after some messages: which answer is right, of how many.
QUIZ: Mapping[str, tuple[str, int]] = {
    "SCH1": ("b", 3),
    "LOAD": ("a", 2),
    "PEST": ("b", 2),
    "PES2": ("a", 2),
    "FIRE": ("a", 2),
    "AGE1": ("c", 3),
    "LIGH": ("b", 2),
    "TRF1": ("b", 2),
    "TRF3": ("a", 2),
    "BIR1": ("a", 2),
    "MARR": ("b", 2),
    "L116": ("a", 2),
    "REP1": ("a", 2),
    "FIRS": ("a", 2),
}


def of_the_day(day: int) -> str:
    """The message of a day: a new one each day, for everybody the same; all in turn.

    The stride steps from topic to topic, and has no divisor in common with their number.
    """
    return MESSAGES[day * 8 % len(MESSAGES)]


def topic_of(message: str) -> str:
    """The topic that a message belongs to."""
    return next(topic for topic, messages in TOPICS.items() if message in messages)


def answers(message: str) -> tuple[str, ...]:
    """The answers that one may choose from."""
    return tuple("abc"[: QUIZ[message][1]])


def is_right(message: str, answer: str) -> bool:
    """Whether an answer is the right one."""
    return QUIZ[message][0] == answer
