"""Reads a callback's form: any bytes at all, the first value of each field, nothing raised."""

from urllib.parse import parse_qsl

from flask import request

_FIELDS = 40


def form(body: bytes | None = None) -> dict[str, str]:
    """The fields of a form-encoded body; what cannot be read is as if it were not there."""
    raw = request.get_data(cache=False) if body is None else body
    try:
        pairs = parse_qsl(
            raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS
        )
    except ValueError:
        return {}
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value.replace("\0", ""))
    return fields
