"""Numbers that must be single: references of reports and call-backs, receipts of reporters."""

from collections.abc import Callable
from dataclasses import dataclass, field

from gateway import receipts
from menus.check_digit import with_check_digit
from storage.encryption import Keys

_STRIDE = 618_033_989  # shares no divisor with any number of references there can be
_START = 47_811
_FEWEST_DIGITS = 5
_ROOM = 8  # references there are for each that is given: nobody types another's by a slip
_MARKS = 1 << 27


@dataclass(frozen=True)
class References:
    """References for so many things, none of them twice, none of them in a row."""

    most: int
    is_kept: Callable[[str], bool]  # whether the database holds a reference already

    def __call__(self, number: int) -> str:
        """The reference of the thing with this number."""
        digits = _FEWEST_DIGITS
        while 9 * 10 ** (digits - 1) < _ROOM * self.most:
            digits += 1
        room = 9 * 10 ** (digits - 1)
        for turn in range(_ROOM):
            place = (_START + (number + turn * self.most) * _STRIDE) % room
            reference = with_check_digit(str(10 ** (digits - 1) + place))
            if not self.is_kept(reference):
                return reference
        raise LookupError("no reference is free for a report")


@dataclass
class Receipts:
    """Fingerprints of receipts, none of them twice: as the house, it takes the next that is free.

    Which are taken is remembered in 16 MB, however many there are: where two share a mark, the
    second is given its next receipt though the first would have been free too.
    """

    keys: Keys
    is_kept: Callable[[str], bool]  # whether the database holds a fingerprint already
    _marks: bytearray = field(default_factory=lambda: bytearray(_MARKS // 8), repr=False)

    def give(self, session_key: str) -> tuple[str, str]:
        """The receipt of a call, and what is kept of it."""
        for attempt in range(5):
            receipt = receipts.made_for(self.keys, session_key, attempt)
            byte, bit = divmod(int(receipt) % _MARKS, 8)
            if not self._marks[byte] >> bit & 1:
                self._marks[byte] |= 1 << bit
                kept = receipts.fingerprint(self.keys, receipt)
                if not self.is_kept(kept):
                    return receipt, kept
        raise LookupError("no receipt is free for a report")
