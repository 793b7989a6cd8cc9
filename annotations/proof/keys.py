"""The keys of this desk, from its settings: never from the database, which is what they prove."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from annotations.proof.notes import BadKey, SigningKey, VerifierKey


def signing_key() -> SigningKey:
    """Read the key that signs checkpoints; with DEBUG one is made, for trying out.

    Raises ImproperlyConfigured where there is none, or it is none.
    """
    try:
        if settings.HISTORY_KEY:
            return SigningKey.parse(settings.HISTORY_KEY)
        path = Path(settings.HISTORY_KEY_FILE) if settings.HISTORY_KEY_FILE else None
        if path and settings.DEBUG and not path.exists():
            make_key(path, "galleyproof.example")
        if path:
            return SigningKey.parse(path.read_text())
    except OSError as error:
        raise ImproperlyConfigured(f"HISTORY_KEY_FILE cannot be read: {error.strerror}.") from error
    except BadKey as error:
        raise ImproperlyConfigured(f"The key of the history cannot be used. {error}") from error
    raise ImproperlyConfigured(
        "There is no key to sign checkpoints with. Make one with manage.py make_history_key, and set HISTORY_KEY_FILE."
    )


def verifier_keys() -> list[VerifierKey]:
    """List the public keys whose checkpoints count: those of HISTORY_VERIFIER_KEYS, and that of the signing key."""
    try:
        keys = [VerifierKey.parse(text) for text in settings.HISTORY_VERIFIER_KEYS]
    except BadKey as error:
        raise ImproperlyConfigured(f"HISTORY_VERIFIER_KEYS cannot be read. {error}") from error
    if settings.HISTORY_KEY or settings.HISTORY_KEY_FILE:
        keys.append(signing_key().verifier)
    return keys


def make_key(path: Path, name: str) -> VerifierKey:
    """Make a key in a new file that only its owner reads (0600); raises FileExistsError rather than replace one."""
    key = SigningKey.make(name)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{key}\n")
    return key.verifier
