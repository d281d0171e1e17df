"""Reads the corpus of SMS: each text, and what it must be understood as."""

from collections.abc import Iterator
from pathlib import Path

CORPUS = Path(__file__).with_name("sms_corpus.txt")


def cases() -> Iterator[tuple[str, str, str, str]]:
    """Text, intent, place's name, danger; "-" where nothing is known."""
    intent, place, danger = "", "-", "-"
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            intent, place, danger = [*line.strip("[]").split(), "-", "-"][:3]
        elif line.strip() and not line.startswith("# "):
            yield line, intent, place, danger
