"""Places in a tree as text that plain comparison puts in depth-first order.

A path is one segment per level, each the post's number in base 36 with a fixed width, so a
branch is one index range. Paths stop growing at MAX_LEVELS segments, because an index entry
has a size limit: deeper replies sort by number under the last level.
"""

SEGMENT = 4
MAX_LEVELS = 64
MAX_PATH_LENGTH = (MAX_LEVELS + 1) * SEGMENT
MAX_NUMBER = 36**SEGMENT - 1
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def segment(number: int) -> str:
    """Base 36, padded; raises ValueError past MAX_NUMBER, where the order would break."""
    if not 0 < number <= MAX_NUMBER:
        raise ValueError(f"post number {number} is out of range")
    digits = ""
    for _ in range(SEGMENT):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def child_path(parent: str, number: int) -> str:
    """Under `parent`, or the bare segment where `parent` is empty (a reply to the opening)."""
    return parent[: MAX_LEVELS * SEGMENT] + segment(number)


def branch_end(path: str) -> str:
    """The text after every path in the branch of `path`, and before the next branch."""
    return path + "~"


def levels(path: str) -> int:
    return len(path) // SEGMENT
