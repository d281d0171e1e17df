"""A file -> its text, or a sentence about what the file really is."""

from pathlib import Path

from gateway.imports.refusal import ImportRefused

LARGEST = 64 * 1024 * 1024
_SAVE_AS = "open it in your spreadsheet and save it as “CSV UTF-8”"
_REALLY = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path) -> str:
    """The text of a CSV file."""
    content = _content(path)
    if not content.strip():
        raise ImportRefused(f"{path.name} is empty")
    for start, name in _REALLY:
        if content.startswith(start):
            raise ImportRefused(f"{path.name} is really {name}: {_SAVE_AS}")
    if _is_utf_16(content[:2000]):
        raise ImportRefused(f"{path.name} is in UTF-16: {_SAVE_AS}")
    if b"\0" in content:
        line = _line_of(content, content.index(0))
        raise ImportRefused(f"{path.name} is damaged (a NUL byte on line {line}): {_SAVE_AS}")
    return _decoded(path, content)


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ImportRefused(f"{path} is a folder: name the CSV file in it")
        if path.exists() and not path.is_file():
            raise ImportRefused(f"{path} is not a file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise ImportRefused(f"{path} was not found") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise ImportRefused(f"{path} cannot be read: {_why(error)}") from None
    if len(content) > LARGEST:
        raise ImportRefused(f"{path.name} is over {LARGEST >> 20} MB: split it")
    return content


def _is_utf_16(start: bytes) -> bool:
    # Without its mark, it is known by every other byte of our letters being 0.
    fewer, more = sorted((start[::2].count(0), start[1::2].count(0)))
    return start.startswith(_UTF_16) or (fewer * 10 <= len(start) <= more * 3)


def _why(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_of(content, error.start)
        raise ImportRefused(f"{path.name} is not in UTF-8 (line {line}): {_SAVE_AS}") from None


def _line_of(content: bytes, place: int) -> int:
    before = content[:place]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
