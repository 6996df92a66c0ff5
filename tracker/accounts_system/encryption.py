"""Tokens at rest: encrypted under the first of ``TRACKER_TOKEN_KEYS``, read under any of them.

Rotating: put a new key first, restart, run ``tracker rotate-keys``, then take the old key away.
https://cryptography.io/en/latest/fernet/#cryptography.fernet.MultiFernet
"""

from collections.abc import Iterator

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.db.models import BinaryField, Model

from tracker.accounts_system.models import Consent, TokenSet

ENCRYPTED_MODELS: tuple[type[Model], ...] = (TokenSet, Consent)


class EncryptionError(Exception):
    """What is stored cannot be encrypted or read; the text is a sentence and holds no secret."""


def encrypted(secret: str) -> bytes:
    """``secret`` as it may lie in the database. Raises EncryptionError where there is no key."""
    return _keys().encrypt(secret.encode())


def decrypted(stored: bytes | memoryview) -> str:
    """The secret again. Raises EncryptionError where no key fits."""
    try:
        return _keys().decrypt(bytes(stored)).decode()
    except InvalidToken:
        raise EncryptionError(
            "The tokens for Xero cannot be read: the key they were encrypted with is not in"
            " TRACKER_TOKEN_KEYS. Put it back, or connect Xero again."
        ) from None


@transaction.atomic
def rotate() -> int:
    """Encrypt every stored secret again under the first key. Returns how many rows it touched."""
    count = 0
    for model in ENCRYPTED_MODELS:
        for row in model._default_manager.select_for_update().order_by("pk"):
            row.save(update_fields=_rotate_row(row))
            count += 1
    return count


def _rotate_row(row: Model) -> list[str]:
    names = [name for name in _encrypted_fields(row) if getattr(row, name)]
    for name in names:
        setattr(row, name, encrypted(decrypted(getattr(row, name))))
    return names


def _encrypted_fields(row: Model) -> Iterator[str]:
    return (field.name for field in row._meta.fields if isinstance(field, BinaryField))


def _keys() -> MultiFernet:
    keys = settings.TRACKER_TOKEN_KEYS
    if not keys:
        raise EncryptionError("TRACKER_TOKEN_KEYS is not set, so tokens cannot be stored.")
    return MultiFernet([Fernet(key) for key in keys])
