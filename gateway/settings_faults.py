"""What is wrong with settings that are read, each by its name: alone, and together."""

from collections.abc import Mapping
from pathlib import Path

from storage.encryption import BadKeys, Keys
from storage.settings import Reading

KEY_FILE = "keys"


def faults(readings: list[Reading]) -> list[str]:
    """What is wrong, one line for each setting."""
    values = {reading.setting.name: reading.value for reading in readings}
    ways = {values["SMS_CHANNEL"], values["SECOND_SMS_CHANNEL"]}
    spared = () if "africastalking" in ways else ("AT_USERNAME", "AT_API_KEY")
    wrong = [
        f"{r.setting.name} {r.wrong}" for r in readings if r.wrong and r.setting.name not in spared
    ]
    wrong += _kannel_faults(values)
    try:
        keys_of(values)
    except BadKeys as bad:
        wrong.append(f"VEILLE_KEYS: {bad}")
    if not wrong:
        wrong += _way_faults(values)
    if values["AT_API_BASE"].startswith("http://") and values["VEILLE_MODE"] == "production":
        wrong.append("AT_API_BASE must be https:// in production")
    return wrong


def _kannel_faults(values: Mapping[str, str]) -> list[str]:
    """What Kannel needs, when it carries our SMS."""
    role = next((r for r in ("SMS_CHANNEL", "SECOND_SMS_CHANNEL") if values[r] == "kannel"), None)
    if role is None:
        return []
    needed = ("KANNEL_URL", "KANNEL_USERNAME", "KANNEL_PASSWORD", "PUBLIC_URL")
    return [f"{name} is not set ({role} is kannel)" for name in needed if not values[name]]


def _way_faults(values: Mapping[str, str]) -> list[str]:
    """What does not go together, of settings that are right by themselves."""
    deadline, lease = int(values["AT_DEADLINE"]), int(values["LEASE_SECONDS"])
    if not values["SECOND_SMS_CHANNEL"]:
        is_short, than = deadline >= lease, "AT_DEADLINE"
    else:
        is_short, than = 2 * deadline >= lease, "twice AT_DEADLINE, as there are two channels"
    found = [f"LEASE_SECONDS must be longer than {than}, or messages go out twice"]
    found = found if is_short else []
    if values["SECOND_SMS_CHANNEL"] == values["SMS_CHANNEL"]:
        found.append("SECOND_SMS_CHANNEL must be another one than SMS_CHANNEL, or empty")
    return found


def keys_of(values: Mapping[str, str]) -> Keys:
    """The keys of the house: as they are set, or from the file in its folder."""
    if values["VEILLE_KEYS"]:
        return Keys.parse(values["VEILLE_KEYS"])
    return Keys.from_file(Path(values["VEILLE_HOME"]) / KEY_FILE)
