"""How a place's name is written and how it sounds, so that two spellings of it meet.

Names come from French, Baoulé, Dioula, Bété… and are typed on keys without accents: the sounds
are what people agree on (ou/u/w, k/c/qu, y/i, doubled letters, a silent h, n' for n).
"""

import re
from functools import lru_cache

from anyascii import anyascii

LONGEST = 60
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "v": "5"}
# One after the other: what is written -> what is heard.
_SOUNDS = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"ph", "f"), (r"eaux?|aux?", "o"), (r"ou|oo|w", "u"), (r"qu|ck|q", "k"),
        (r"c(?=[eiy])", "s"), (r"ch", "S"), (r"c", "k"), (r"S", "ch"), (r"gu(?=[eiy])", "g"),
        (r"gni?(?=[aeiouy])|ny(?=[aeou])", "n"), (r"dj|j", "g"), (r"h", ""), (r"y", "i"),
        (r"z", "s"), (r"x", "ks"), (r"ai|ei", "e"), (r"m(?=[bp])", "n"), (r"kl(?=o\b)", "kr"),
        (r"(.)\1+", r"\1"), (r"(?<=..)[est]\b", ""),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def written(name: str) -> str:
    """A name in small ASCII letters and digits, nothing between them; II and 2 are one."""
    words = re.findall(r"[a-z]+|[0-9]+", anyascii(name[:LONGEST]).lower().replace("'", ""))
    if len(words) > 1:
        words[-1] = _ROMAN.get(words[-1], words[-1])
    return "".join(words)


def heard(key: str) -> str:
    """How a written key sounds, near enough that two spellings of one name are alike."""
    sound = key
    for pattern, replacement in _SOUNDS:
        sound = pattern.sub(replacement, sound)
    return sound or key
