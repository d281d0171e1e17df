"""What the simulator is told when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class PhoneCard:
    """One phone on the desk, and whose it is."""

    number: str
    title_fr: str
    title_en: str
    owner_fr: str
    owner_en: str
    network: str
    shell: str = ""

    def title(self, language: str) -> str:
        return self.title_en if language == "en" else self.title_fr

    def owner(self, language: str) -> str:
        return self.owner_en if language == "en" else self.owner_fr


@dataclass(frozen=True)
class SimulatorConfig:
    """The gateway to call, the account it uses, and the phones on the desk."""

    gateway_url: str
    callback_token: str
    username: str
    api_key: str
    service_code: str
    phones: tuple[PhoneCard, ...]
    short_code: str = "8116"
    sender_ids: tuple[str, ...] = ()
    currency: str = "XOF"
    price_per_part: str = "20.0000"
    prices: Mapping[str, str] = field(default_factory=dict)  # by network, where they differ
    first_suffix: str = ""  # what is added to the first text that a phone gets from us
    reports: str = "all"  # delivery reports: all of them, the final one only, or none
    balance: str = "100000.00"  # what is on the account in the morning
    seed: int | None = None
    virtual_clock: bool = False
    direct_dial: str = "off"
    traffic_file: Path | None = None
    console_url: str = ""
    answer_seconds: float = 10.0
    ussd: str = "africastalking"  # or arkesel: JSON, key by key
    sms: str = "africastalking"  # or kannel: sendsms by GET
