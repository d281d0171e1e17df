"""Places, committees and members of the two pilot regions, for trying Veille out.

Places are real; committees, people and numbers are invented.
"""

from pathlib import Path


def folder() -> Path:
    """Where places.csv, committees.csv and members.csv are."""
    return Path(__file__).parent
