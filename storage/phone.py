"""Phone numbers: read as people write them, kept in E.164, never printed whole."""

import re
from dataclasses import dataclass

import phonenumbers

# The common case, decided without a library: mobiles of Côte d'Ivoire since 31 January 2021.
_IVORIAN = re.compile(r"(?:\+|00)?225((?:01|05|07)\d{8})|((?:01|05|07)\d{8})", re.ASCII)
# What people put between digits, and the marks of direction that address books add unseen.
_ORNAMENT = re.compile(r"[\s.\-()/\u00a0\u200e\u200f\u202a-\u202f\u2066-\u2069]")
_SHAPE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


class NotAPhone(ValueError):
    """What was given cannot be called; the message says why."""


@dataclass(frozen=True, repr=False)
class PhoneNumber:
    """A number that can be called, in E.164."""

    e164: str

    @classmethod
    def parse(cls, text: str, country: str = "CI") -> "PhoneNumber":
        """Read a number as people write it: 07 01 02 03 04, 00225…, +225…"""
        bare = _ORNAMENT.sub("", text)
        if found := _IVORIAN.fullmatch(bare):
            return cls("+225" + (found[1] or found[2]))
        if not re.fullmatch(r"\+?[0-9]+", bare):  # the library reads letters as a keypad's digits
            raise NotAPhone("not a phone number")
        try:
            number = phonenumbers.parse(bare, country)
        except phonenumbers.NumberParseException:
            raise NotAPhone("not a phone number") from None
        if not phonenumbers.is_valid_number(number):
            raise NotAPhone(_why(bare, country))
        return cls(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    @classmethod
    def from_network(cls, text: str) -> "PhoneNumber | None":
        """A caller's number as the network gave it; None when it cannot be called back."""
        bare = text.strip().lstrip("+ ")
        number = f"+{bare}"
        return cls(number) if _SHAPE.fullmatch(number) and bare.isascii() else None

    @property
    def masked(self) -> str:
        """Enough to recognise one's own number by: +225 •••• 04."""
        return f"{self.e164[:4]} •••• {self.e164[-2:]}"

    def __repr__(self) -> str:
        return f"PhoneNumber({self.masked})"

    __str__ = __repr__


def _why(bare: str, country: str) -> str:
    if country == "CI" and re.fullmatch(r"(?:\+?225|00225)?\d{8}", bare):
        return "an old number of 8 digits: put 01 (Moov), 05 (MTN) or 07 (Orange) before it"
    return "not a valid phone number"
