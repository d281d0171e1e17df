"""What stories share."""

import pytest

from menus.words import Words


@pytest.fixture(scope="session")
def words() -> Words:
    """What Veille says, as it is shipped."""
    return Words.load()
