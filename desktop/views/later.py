"""What may wait until the first picture is on the screen: it is not seen in it, and takes time before it.

The start holds everything back and lets it go once the window is painted; at all other times it is done at once.
"""

from __future__ import annotations

from collections.abc import Callable

_waiting: list[Callable[[], object]] = []
_held: list[bool] = []


def hold() -> None:
    """Begin to hold back."""
    _held[:] = [True]


def held() -> bool:
    """Return whether the first picture is still to come."""
    return bool(_held)


def do(act: Callable[[], object]) -> None:
    """Do something now, or after the first picture."""
    if _held:
        _waiting.append(act)
    else:
        act()


def release() -> None:
    """Do what was held back, in its order."""
    _held.clear()
    while _waiting:
        _waiting.pop(0)()
