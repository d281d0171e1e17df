"""A file -> its text, or a sentence about what the file really is."""

from pathlib import Path

from gateway.imports.refusal import ImportRefused, Reason

LARGEST = 64 * 1024 * 1024
_REALLY = (
    (b"PK\x03\x04", "workbook"),
    (b"PK\x05\x06", "empty_zip"),
    (b"\xd0\xcf\x11\xe0", "old_workbook"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path) -> str:
    """The text of a CSV file."""
    return text_of(path.name, _content(path))


def text_of(name: str, content: bytes) -> str:
    """The text that a file of this name holds."""
    if not content.strip():
        raise refused("empty", name=name)
    for start, what in _REALLY:
        if content.startswith(start):
            raise refused("really", name=name, what=Reason(f"file.kind.{what}"))
    if _is_utf_16(content[:2000]):
        raise refused("utf_16", name=name)
    if b"\0" in content:
        raise refused("nul", name=name, line=str(_line_of(content, content.index(0))))
    return _decoded(name, content)


def refused(code: str, /, **blanks: object) -> ImportRefused:
    """The refusal of a whole file."""
    return ImportRefused(Reason(f"file.{code}", **blanks))


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise refused("folder", path=path)
        if path.exists() and not path.is_file():
            raise refused("not_a_file", path=path)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise refused("not_found", path=path) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise refused("unreadable", path=path, why=_why(error)) from None
    if len(content) > LARGEST:
        raise refused("too_large", name=path.name, most=LARGEST >> 20)
    return content


def _is_utf_16(start: bytes) -> bool:
    # Without its mark, it is known by every other byte of our letters being 0.
    fewer, more = sorted((start[::2].count(0), start[1::2].count(0)))
    return start.startswith(_UTF_16) or (fewer * 10 <= len(start) <= more * 3)


def _why(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = str(_line_of(content, error.start))
        raise refused("not_utf_8", name=name, line=line) from None


def _line_of(content: bytes, place: int) -> int:
    before = content[:place]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
