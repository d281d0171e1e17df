"""The GSM-7 alphabet: what a text weighs and in how many parts it travels."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}[]~\\|€\f")


def is_gsm7(text: str) -> bool:
    return all(sign in BASIC or sign in DOUBLE for sign in text)


def weights(text: str) -> list[int]:
    """Weigh each sign: septets if GSM-7 can write them all, else UTF-16 units."""
    if is_gsm7(text):
        return [2 if sign in DOUBLE else 1 for sign in text]
    return [2 if ord(sign) > 0xFFFF else 1 for sign in text]


def length(text: str) -> int:
    return sum(weights(text))


def parts(text: str) -> int:
    """Count the SMS parts. A sign of weight two never straddles two parts."""
    alone, together = (160, 153) if is_gsm7(text) else (70, 67)
    if length(text) <= alone:
        return 1
    count, used = 1, 0
    for weight in weights(text):
        if used + weight > together:
            count, used = count + 1, 0
        used += weight
    return count


def cut(text: str, limit: int) -> str:
    """Keep as much of the start of a text as the limit holds."""
    used = 0
    for at, weight in enumerate(weights(text)):
        used += weight
        if used > limit:
            return text[:at]
    return text
