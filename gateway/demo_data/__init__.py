"""Places, committees, members and services of the two pilot regions, for trying Veille out.

Places are real; committees, people, numbers and services are invented.
"""

from pathlib import Path


def folder() -> Path:
    """Where places.csv, committees.csv, members.csv and services.csv are."""
    return Path(__file__).parent
