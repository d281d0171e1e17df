"""A small country: one department, two sub-prefectures, three villages, five committees.

Galéa and Badayo lie in Soubré, where no sub-prefecture committee exists; Badayo has a committee,
Galéa has none. Liliyo has a sub-prefecture committee.
"""

from storage import members, versions
from storage.database import Database
from storage.models import Committee, Place

VILLAGE_MEMBER = "+2250512340017"
SECOND_VILLAGE_MEMBER = "+2250512340018"
SUB_PREFECTURE_MEMBER = "+2250512340033"
DEPARTMENT_MEMBER = "+2250102030062"
SOCIAL_WORKER = "+2250512340044"
COORDINATOR = "+2250712340055"

GALEA, BADAYO, LILIYO_1 = "1010", "1029", "1032"  # poster codes

PLACES = (
    ("CI", "country", "Côte d'Ivoire", None, None),
    ("CI26", "region", "Nawa", "CI", None),
    ("CI2604", "department", "Soubré", "CI26", None),
    ("CI260401", "sub_prefecture", "Soubré", "CI2604", None),
    ("CI260404", "sub_prefecture", "Liliyo", "CI2604", None),
    ("CI260401-01", "village", "Galéa", "CI260401", GALEA),
    ("CI260401-02", "village", "Badayo", "CI260401", BADAYO),
    ("CI260404-01", "village", "Petit-Liliyo", "CI260404", LILIYO_1),
)
COMMITTEES = (
    ("NAT", "national", "CI", (COORDINATOR,)),
    ("D-CI2604", "department", "CI2604", (DEPARTMENT_MEMBER,)),
    ("CS-CI2604", "social_centre", "CI2604", (SOCIAL_WORKER,)),
    ("SP-CI260404", "sub_prefecture", "CI260404", (SUB_PREFECTURE_MEMBER,)),
    ("V-BADAYO", "village", "CI260401-02", (VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER)),
)


ROLES = {"social_centre": "social_worker", "national": "coordinator"}


def furnish(database: Database) -> None:
    """Put the country into an empty database."""
    with database.transaction() as session:
        placed: dict[str, Place] = {}
        for code, level, name, parent, poster_code in PLACES:
            placed[code] = Place(
                code=code,
                level=level,
                name=name,
                parent_id=placed[parent].id if parent else None,
                poster_code=poster_code,
            )
            session.add(placed[code])
            session.flush()
        for code, level, place, phones in COMMITTEES:
            committee = Committee(code=code, level=level, name=code, place_id=placed[place].id)
            session.add(committee)
            session.flush()
            for phone in phones:
                role = ROLES.get(level, "focal_point")
                members.add(session, committee.id, "Awa K.", phone, role, "fr")
        versions.changed(session, versions.PLACES)
