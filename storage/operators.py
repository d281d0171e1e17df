"""Which company a mobile number of Côte d'Ivoire belongs to.

Since 31 January 2021 the two digits after +225 tell; numbers are not carried from one company to
another there. Elsewhere the number does not tell: "other".
"""

ORANGE, MTN, MOOV, OTHER = OPERATORS = ("orange", "mtn", "moov", "other")
# As people call them; "other" has no name.
NAMES = {ORANGE: "Orange", MTN: "MTN", MOOV: "Moov"}
_PREFIXES = {"+22507": ORANGE, "+22505": MTN, "+22501": MOOV}


def operator_of(phone: str) -> str:
    """The company of a number in E.164."""
    return _PREFIXES.get(phone[:6], OTHER)
