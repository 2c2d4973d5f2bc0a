"""Secrets at rest: encrypted with keys from BOT_SECRET_KEY, or from a file beside the database.

Several keys, separated by commas, make a change of keys possible: the first encrypts, all decrypt.
The key file serves for decrypting as well as long as it is there.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.model.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

VARIABLE = "BOT_SECRET_KEY"
MIN_LENGTH = 32
"""Characters of a key; `openssl rand -base64 32` makes 44."""
_OTHERS_MAY = 0o077


class Undecipherable(Exception):
    """None of the keys fits."""


class Box:
    """Encrypts and decrypts. Reads no key before it is first used.

    ``given`` is the value of BOT_SECRET_KEY; ``file`` is the key file, None where the database
    is no file.
    """

    def __init__(self, environment: Mapping[str, str], file: Path | None) -> None:
        self._given = environment.get(VARIABLE, "")
        self._file = file

    def seal(self, clear: str) -> str:
        """The text encrypted with the first key. Makes the key file where there is no key at all.

        Raises ConfigError for a key that cannot be used, StoreError where the file cannot be made.
        """
        return self._fernet.encrypt(clear.encode()).decode()

    def open(self, ciphertext: str) -> str:
        """The clear text. Raises Undecipherable, ConfigError, StoreError."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(ciphertext.encode()).decode()
        except InvalidToken:
            raise Undecipherable from None

    def is_current(self, ciphertext: str) -> bool:
        """Whether the first key alone opens it."""
        from cryptography.fernet import Fernet, InvalidToken

        try:
            Fernet(self._keys[0]).decrypt(ciphertext.encode())
        except InvalidToken:
            return False
        return True

    @cached_property
    def _fernet(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet

        return MultiFernet([Fernet(key) for key in self._keys])

    @cached_property
    def _keys(self) -> list[bytes]:
        texts = [text.strip() for text in self._given.split(",") if text.strip()]
        if any(len(text) < MIN_LENGTH for text in texts):
            raise ConfigError(
                f"{VARIABLE}: a key has at least {MIN_LENGTH} characters; "
                "make one with `openssl rand -base64 32`; several are separated by commas"
            )
        if self._file is not None and (not texts or self._file.exists()):
            texts.append(_read_key(self._file) or _make_key(self._file))
        if not texts:
            raise ConfigError(
                f"{VARIABLE} is not set, and a database on a server has no folder for a key file; "
                "make a key with `openssl rand -base64 32` and set the variable"
            )
        return [_derived(text) for text in texts]


def key_file(database: Path | None) -> Path | None:
    """Where the key of a database lies."""
    return None if database is None else database.with_name(f"{database.name}.key")


def _derived(text: str) -> bytes:
    """The key of 32 bytes that a long random text stands for."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"syndication-bot tokens")
    return base64.urlsafe_b64encode(kdf.derive(text.encode()))


def _read_key(file: Path) -> str | None:
    """The key in the file; None where there is no file. Refuses one that others may read."""
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{file} cannot be read: {error.strerror}") from error
    with os.fdopen(descriptor, encoding="ascii", errors="replace") as stream:
        if os.fstat(stream.fileno()).st_mode & _OTHERS_MAY:
            raise StoreError(
                f"{file} holds the key of the tokens and can be read by others; "
                f"run: chmod 600 {file}"
            )
        key = stream.read(1024).strip()
    if len(key) < MIN_LENGTH:
        raise StoreError(
            f"{file} holds no key; put the right file back, or delete it and run bot auth anew"
        )
    return key


def _make_key(file: Path) -> str:
    """A new key, durable before anything is encrypted with it. Of two makers at once one wins."""
    partial = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(secrets.token_urlsafe(32) + "\n")
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(FileExistsError):
                os.link(partial, file)
        finally:
            partial.unlink(missing_ok=True)
        _sync_folder(file.parent)
    except OSError as error:
        raise StoreError(f"{file} cannot be made: {error.strerror}") from error
    key = _read_key(file)
    if key is None:
        raise StoreError(f"{file} was deleted while it was made; try again")
    return key


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
