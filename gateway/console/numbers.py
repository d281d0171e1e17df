"""Phone numbers as they are shown: whole, in pairs; or masked, only their ends."""


def spaced(phone: str) -> str:
    """A number as it is dialled, in pairs: "07 01 02 03 04"."""
    local = phone[4:] if phone.startswith("+225") else phone
    return " ".join(local[n : n + 2] for n in range(0, len(local), 2))


def masked(phone: str) -> str:
    """A number of which only the ends are shown: "07 •• •• •• 04"; "" for what is too short."""
    return f"{phone[4:6]} •• •• •• {phone[-2:]}" if len(phone) > 8 else ""
