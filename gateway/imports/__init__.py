"""CSV files -> places, committees, members and services: all of a file, or nothing of it."""

from gateway.imports.committees import import_committees
from gateway.imports.members import import_members
from gateway.imports.places import import_places
from gateway.imports.refusal import ImportRefused, RowFault
from gateway.imports.services import import_services
from gateway.imports.writing import Imported, Progress

__all__ = [
    "ImportRefused",
    "Imported",
    "Progress",
    "RowFault",
    "import_committees",
    "import_members",
    "import_places",
    "import_services",
]
