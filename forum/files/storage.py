"""Where attachments are kept: the storage “attachments” of the settings, local or S3."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

logger = logging.getLogger("roundtable.files")
BLOCK = 64 * 1024


def storage() -> Storage:
    return storages["attachments"]


def new_name(extension: str) -> str:
    """A name that nobody can guess, in one of 256 folders."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}.{extension}"


def write(name: str, content: bytes | File[bytes]) -> None:
    file = ContentFile(content) if isinstance(content, bytes) else content
    storage().save(name, file)


def delete(names: Iterable[str]) -> None:
    """Forget these files, whether or not they are there."""
    for name in names:
        storage().delete(name)


def read(name: str, *, start: int, length: int) -> Iterator[bytes]:
    """Part of a file in blocks; raises FileNotFoundError before the first one."""
    file = storage().open(name, "rb")

    def blocks() -> Iterator[bytes]:
        left = length
        with file:
            file.seek(start)
            while left and (block := file.read(min(BLOCK, left))):
                left -= len(block)
                yield block

    return blocks()


def size_of(name: str) -> int:
    return storage().size(name)
