"""Network profiles: what each operator lets through, and for how long."""

from dataclasses import dataclass

PREFIXES = {"+22507": "orange", "+22505": "mtn", "+22501": "moov"}


@dataclass(frozen=True)
class Network:
    """One operator. No operator publishes these limits for Côte d'Ivoire: they are our guess."""

    key: str
    name: str
    code: str
    too_long: str  # what becomes of a long menu: paginate, truncate or reject
    strange: str  # what becomes of a letter outside GSM-7: mark, drop or ucs2
    total_seconds: int = 180
    idle_seconds: int = 30
    menu_limit: int = 160
    input_limit: int = 160
    session_cost: str = "0.0000"


NETWORKS = {
    network.key: network
    for network in (
        Network("orange", "Orange", "61203", too_long="paginate", strange="mark"),
        Network("mtn", "MTN", "61205", too_long="truncate", strange="drop"),
        Network("moov", "Moov", "61202", too_long="reject", strange="mark", total_seconds=120),
        Network("sandbox", "Essai", "99999", "truncate", "ucs2", menu_limit=182),
    )
}


def network_of(number: str) -> Network:
    """Tell the network of a phone nobody described, by its prefix."""
    return NETWORKS[PREFIXES.get(number[:6], "sandbox")]
