"""Signed notes: a text and who signed it, in the format of https://c2sp.org/signed-note, with Ed25519 (RFC 8032).

text, of lines, each with its end

— name base64(first four bytes of the key's hash, and the signature)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
PRIVATE = "PRIVATE+KEY+"
NAME = re.compile(r"[^\s+]+")


class BadKey(ValueError):
    """A text is no key of this kind."""


class BadNote(ValueError):
    """A text is no signed note, or none that one of the known keys signed."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key and the name that it signs by, written name+hash+base64: meant to be published."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> Self:
        name, key_hash, public = _parts(text)
        key = cls(name, public)
        if key.hash.hex() != key_hash:
            raise BadKey("The key does not fit its own hash; was a part of it lost?")
        return key

    def signed(self, text: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


@dataclass(frozen=True)
class SigningKey:
    """A private key, written PRIVATE+KEY+name+hash+base64: never in the database, and never shown."""

    name: str
    seed: bytes

    @classmethod
    def make(cls, name: str) -> Self:
        if not NAME.fullmatch(name):
            raise BadKey("The name of a key has neither white space nor a plus sign.")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        if not text.startswith(PRIVATE):
            raise BadKey(f"A private key begins with {PRIVATE}")
        name, key_hash, seed = _parts(text.removeprefix(PRIVATE))
        key = cls(name, seed)
        if key.verifier.hash.hex() != key_hash:
            raise BadKey("The key does not fit its own hash; was a part of it lost?")
        return key

    @property
    def verifier(self) -> VerifierKey:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, public)

    def sign(self, text: str) -> str:
        """Make the signed note of a text, which ends with the end of a line."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        signed = base64.b64encode(self.verifier.hash + signature).decode()
        return f"{text}\n— {self.name} {signed}\n"

    def __str__(self) -> str:
        return f"{PRIVATE}{self.name}+{self.verifier.hash.hex()}+{base64.b64encode(ED25519 + self.seed).decode()}"

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"


def opened(note: str, keys: Iterable[VerifierKey]) -> str:
    """Give the text of a note that one of these keys signed; signatures of others do not count.

    Raises BadNote: it is no signed note, none of the keys is named, or what one of them signed is another text.
    """
    text, separator, signatures = note.rpartition("\n\n")
    lines = signatures.splitlines()
    if not separator or not text or not signatures.endswith("\n"):
        raise BadNote("This is no signed note.")
    text += "\n"
    known = {(key.name, key.hash): key for key in keys}
    good = False
    for line in lines:
        name, key_hash, signature = _signature(line)
        key = known.get((name, key_hash))
        if key and not key.signed(text.encode(), signature):
            raise BadNote(f"The signature of {name} is not of this text.")
        good = good or key is not None
    if not good:
        raise BadNote(f"None of the keys that are known signed this; it names {_named(lines)}.")
    return text


def signed_by(note: str, keys: Iterable[VerifierKey]) -> VerifierKey:
    """Tell which of these keys signed a note; raise BadNote where none did."""
    wrong = BadNote("No key is known.")
    for key in keys:
        try:
            opened(note, [key])
        except BadNote as error:
            wrong = error
        else:
            return key
    raise wrong


def _named(lines: list[str]) -> str:
    return ", ".join(_signature(line)[0] for line in lines) or "nobody"


def _signature(line: str) -> tuple[str, bytes, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    signed = _decoded(encoded)
    if dash != "—" or not NAME.fullmatch(name) or len(signed) < 5:
        raise BadNote("A line below the text is no signature.")
    return name, signed[:4], signed[4:]


def _parts(text: str) -> tuple[str, str, bytes]:
    name, _, rest = text.strip().partition("+")
    key_hash, _, encoded = rest.partition("+")
    key = _decoded(encoded)
    if not NAME.fullmatch(name) or len(key) != 33 or key[:1] != ED25519:
        raise BadKey("This is no Ed25519 key: it should read name+hash+base64.")
    return name, key_hash, key[1:]


def _decoded(encoded: str) -> bytes:
    """Decode base64, in the one way of writing it that has no bits left over; give nothing for all else."""
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        return b""
    return decoded if base64.b64encode(decoded).decode() == encoded else b""
