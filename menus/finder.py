"""A typed name -> the villages it may mean, the likeliest first."""

from dataclasses import dataclass

from menus.places import Place


@dataclass(frozen=True)
class Found:
    """The villages that a typed name may mean; `is_exact` when it is one's name as written."""

    places: tuple[Place, ...]
    is_exact: bool
