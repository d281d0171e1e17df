"""What is reported: how often each concern, about which child, when it happens, in whose words.

The weights follow what monitoring systems of the cocoa regions find, seen from the village: heavy
loads and machetes before all, then school, then what happens behind doors.
"""

from functools import cache

from gateway.believable.chance import Lot
from gateway.believable.seasons import SEASONS
from menus.triage import CONCERNS, DANGERS, is_sensitive

OFTEN = {
    "heavy_loads": 17.0, "sharp_tools": 9.0, "long_or_night_work": 8.0, "land_clearing": 4.5,
    "agrochemicals": 3.0, "mining": 4.0, "domestic_work": 6.0, "out_of_school": 10.0,
    "no_birth_certificate": 6.0, "physical_violence": 8.5, "neglect": 6.0, "unaccompanied": 3.5,
    "missing": 1.2, "begging": 2.0, "forced_labour": 1.8, "group_arrival": 1.4,
    "trafficking": 0.5, "sexual_abuse": 2.4, "fgm": 0.9, "forced_marriage": 2.8, "other": 4.0,
}  # fmt: skip
_CHILDREN = {
    "boy_12_17": 30.0, "girl_12_17": 20.0, "boy_0_11": 14.0, "girl_0_11": 12.0, "several": 16.0,
    "unknown": 8.0,
}  # fmt: skip
_GIRLS = {"girl_12_17": 50.0, "girl_0_11": 32.0, "several": 10.0, "unknown": 8.0}
_CHILD = {
    "domestic_work": _GIRLS,
    "fgm": _GIRLS,
    "forced_marriage": {"girl_12_17": 92.0, "several": 4.0, "unknown": 4.0},
    "sexual_abuse": {**_GIRLS, "boy_0_11": 8.0, "boy_12_17": 5.0},
    "group_arrival": {"several": 92.0, "unknown": 8.0},
    "forced_labour": {"several": 55.0, "boy_12_17": 35.0, "unknown": 10.0},
    "mining": {"boy_12_17": 50.0, "several": 38.0, "boy_0_11": 6.0, "unknown": 6.0},
}
_WHEN = {"often": 52.0, "now": 20.0, "past": 16.0, "soon": 6.0, "unknown": 6.0}
_SOON = {"soon": 60.0, "now": 12.0, "past": 22.0, "unknown": 6.0}
_ONCE = {"now": 40.0, "past": 52.0, "unknown": 8.0}
_HAPPENS = {
    "fgm": _SOON, "forced_marriage": _SOON, "missing": _ONCE, "group_arrival": _ONCE,
    "sexual_abuse": {"past": 50.0, "often": 35.0, "now": 10.0, "unknown": 5.0},
}  # fmt: skip
_ROUTE = {"village": 50.0, "unknown": 30.0, "not_village": 20.0}
_WARY = {"not_village": 48.0, "unknown": 30.0, "village": 22.0}
_WARY_OF = ("violence", "trafficking", "marriage")
CONTACT: Lot[str] = Lot({"never": 46, "text": 30, "call": 24})
LANGUAGE: Lot[str] = Lot({"fr": 96, "en": 4})
LANDMARKS = (
    "campement N'Zi, apres le pont", "campement Konankro", "piste du moulin", "quartier dioula",
    "campement 4 km vers la foret", "derriere le magasin de cacao", "campement Yaokro",
)  # fmt: skip
_WORDS = {
    "work": (
        "il porte des sacs trop lourds tous les jours", "enfant avec machette au champ",
        "il travaille la nuit aussi", "petit garcon au champ de cacao depuis la semaine passee", "",
    ),
    "trafficking": (
        "des enfants sont arrives dans un camion", "on l'a amene de loin pour travailler", "",
    ),
    "violence": ("on le frappe chaque soir", "il a des blessures", ""),
    "alone": ("une petite fille est seule au marche", "il dort dehors", ""),
    "school": ("il ne va plus a l'ecole", "pas de papier pour l'examen", ""),
    "marriage": ("on veut la donner en mariage", "elle a 14 ans", ""),
    "other": ("venez voir svp", "il y a un probleme avec un enfant", ""),
}  # fmt: skip


@cache
def concerns(month: int) -> Lot[str]:
    """What is reported in a month."""
    seasons = {concern: SEASONS.get(concern, {}).get(month, 1.0) for concern in OFTEN}
    return Lot({concern: weight * seasons[concern] for concern, weight in OFTEN.items()})


@cache
def children(concern: str) -> Lot[str]:
    """Which child a concern is about."""
    return Lot(_CHILD.get(concern, _CHILDREN))


@cache
def happens(concern: str) -> Lot[str]:
    """When it happens."""
    return Lot(_HAPPENS.get(concern, _WHEN))


@cache
def routes(concern: str) -> Lot[str]:
    """Who should be told, as far as the reporter is asked."""
    if is_sensitive(concern):
        return Lot({"unknown": 1.0})  # nobody is asked whether the village may know
    return Lot(_WARY if CONCERNS[concern].danger in _WARY_OF else _ROUTE)


def digit(danger: str) -> int:
    """The digit that says a danger in an SMS."""
    return DANGERS.index(danger) + 1


def words(danger: str) -> tuple[str, ...]:
    """What people write beside it: never a name."""
    return _WORDS[danger]
