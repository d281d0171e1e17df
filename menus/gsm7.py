"""What a basic phone can show: the GSM-7 alphabet of 3GPP TS 23.038."""

import re
import unicodedata

from anyascii import anyascii

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")  # each of these takes two septets

_OUTSIDE = re.compile(f"[^{re.escape(''.join(BASIC | EXTENSION))}]")
_TWICE = re.compile(f"[{re.escape(''.join(EXTENSION))}]")

# Letters that phones cannot show, and how a French reader would write them without.
_FOLDED = str.maketrans(
    {
        "ç": "c", "ê": "e", "ë": "e", "â": "a", "î": "i", "ï": "i", "ô": "o", "û": "u", "ÿ": "y",
        "œ": "oe", "À": "A", "Â": "A", "È": "E", "Ê": "E", "Ë": "E", "Î": "I", "Ï": "I", "Ô": "O",
        "Ù": "U", "Û": "U", "Œ": "OE", "Ÿ": "Y", "«": '"', "»": '"', "“": '"', "”": '"', "’": "'",
        "‘": "'", "–": "-", "—": "-", "…": "...", "°": "o", "\u00a0": " ", "\u202f": " ",
        "\u2009": " ", "\t": " ", "\r": "", "`": "'",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """Rewrite text with letters every phone can show, keeping é è à ù as they are."""
    folded = unicodedata.normalize("NFC", text).translate(_FOLDED)
    return _OUTSIDE.sub(_shown, folded)


def outsiders(text: str) -> str:
    """The letters of a text that no GSM-7 phone can show, each once, in order."""
    return "".join(dict.fromkeys(_OUTSIDE.findall(text)))


def septets(text: str) -> int:
    """How many septets a GSM-7 text takes on a screen."""
    return len(text) + len(_TWICE.findall(text))


def segments(text: str) -> int:
    """How many SMS a text is billed as: 160/153 septets in GSM-7, 70/67 units otherwise.

    A two-septet letter, or a surrogate pair, never straddles two parts.
    """
    gsm = not outsiders(text)
    one, many = (160, 153) if gsm else (70, 67)
    widths = [_width(letter, gsm=gsm) for letter in text]
    if sum(widths) <= one:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > many:
            parts, used = parts + 1, 0
        used += width
    return parts


def _width(letter: str, *, gsm: bool) -> int:
    return 2 if (letter in EXTENSION if gsm else ord(letter) > 0xFFFF) else 1


def _shown(outside: re.Match[str]) -> str:
    return "".join(c for c in anyascii(outside[0]) if c in BASIC)
