"""Keys, and what is done with them: sealing what must be sent, indexing what must be found.

Sealed values are AES-256-GCM under a named key; the table, row and column they belong to are
authenticated with them, so that a value moved elsewhere no longer opens. The index of phones is an
HMAC under a key of its own, because every number of a prefix can be hashed in minutes.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE, _TAG = 12, 16  # bytes


class BadKeys(Exception):
    """The keys are missing, malformed, or readable by others; the message says what to do."""


class CannotOpen(Exception):
    """A sealed value was altered, moved, or sealed under a key we do not have."""


@dataclass(frozen=True, repr=False)
class Keys:
    """The keys of one house: several that open, the first of which seals; one that indexes."""

    sealing: Mapping[str, bytes]
    index_key: bytes
    _ciphers: dict[str, AESGCM] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if not self.sealing:
            raise BadKeys("no sealing key: write seal:<name>:<base64 of 32 bytes>")
        for key in (*self.sealing.values(), self.index_key):
            if len(key) != KEY_BYTES:
                raise BadKeys(f"a key has {len(key)} bytes, {KEY_BYTES} are needed")
        self._ciphers.update({name: AESGCM(key) for name, key in self.sealing.items()})

    @classmethod
    def parse(cls, text: str) -> "Keys":
        """Read `seal:<name>:<base64>` and `index:<name>:<base64>`, by comma or line."""
        sealing: dict[str, bytes] = {}
        index: bytes | None = None
        for part in filter(None, (part.strip() for part in text.replace("\n", ",").split(","))):
            purpose, name, key = _parsed(part)
            if purpose == "seal" and name in sealing:
                raise BadKeys(
                    f"two sealing keys are called {name!r}: give the new one another name"
                )
            if purpose == "seal":
                sealing[name] = key
            elif purpose == "index" and index is None:
                index = key
            else:
                raise BadKeys(f"{purpose}:{name}: expected seal or one single index")
        if index is None:
            raise BadKeys("no index key: write index:<name>:<base64 of 32 bytes>")
        return cls(sealing, index)

    @classmethod
    def from_file(cls, path: Path) -> "Keys":
        """Read a key file, which only its owner may read."""
        if not path.is_file():
            raise BadKeys(f"no keys: set VEILLE_KEYS, or make {path} with `veille keys new`")
        if path.stat().st_mode & 0o077:
            raise BadKeys(f"others can read {path}: chmod 600 {path}")
        try:
            return cls.parse(path.read_text(encoding="ascii"))
        except UnicodeDecodeError:
            raise BadKeys(f"{path} holds something else than keys") from None

    def seal(self, value: str, *place: str) -> bytes:
        """Encrypt a value for one place (table, row, column)."""
        name = next(iter(self.sealing))
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[name].encrypt(nonce, value.encode(), _place(place))
        return bytes([len(name)]) + name.encode() + nonce + sealed

    def open(self, sealed: bytes, *place: str) -> str:
        """Decrypt a value in the place it was sealed for."""
        end = 1 + sealed[0] if sealed else 0
        name, rest = sealed[1:end].decode("ascii", "replace"), sealed[end:]
        if len(rest) < _NONCE + _TAG:
            raise CannotOpen("cut short")
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise CannotOpen(f"sealed under the key {name!r}, which is not here")
        try:
            return cipher.decrypt(rest[:_NONCE], rest[_NONCE:], _place(place)).decode()
        except InvalidTag:
            raise CannotOpen("altered, or moved from another place") from None

    def index(self, purpose: str, value: str) -> str:
        """A keyed fingerprint for look-up: equal values have equal ones, and no way back."""
        return hmac.new(self.index_key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def phone(self, phone: str) -> str:
        """The index of a phone number in E.164."""
        return self.index("phone", phone)


def new_keys() -> str:
    """Fresh keys, as a key file or VEILLE_KEYS holds them."""
    seal, index = (base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() for _ in range(2))
    return f"seal:k{secrets.token_hex(3)}:{seal}\nindex:i1:{index}\n"


def write_new_keys(path: Path) -> None:
    """Make a key file; never over one that exists."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(new_keys())


def _parsed(part: str) -> tuple[str, str, bytes]:
    try:
        purpose, name, encoded = part.split(":")
        return purpose, name, base64.b64decode(encoded, validate=True)
    except ValueError:
        raise BadKeys("each key is written purpose:name:base64") from None


def _place(place: tuple[str, ...]) -> bytes:
    return "\0".join(place).encode()
