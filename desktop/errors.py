"""The one family of errors a person can act on.

A :class:`UserError` carries one Chinese sentence that says what happened, what was kept and what to do. Everything
else that is raised is a bug and goes to the crash dialog.
"""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """Something a person can act on; ``str(error)`` is the sentence to show."""


class Invalid(UserError):
    """Values a record cannot take.

    ``mistakes`` maps the name of a field to its sentence; the key ``""`` holds what concerns the whole record.
    """

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__("；".join(mistakes.values()))
        self.mistakes = dict(mistakes)


class Conflict(UserError):
    """The record was changed by someone else since it was read; nothing was written."""


class Forbidden(UserError):
    """The role of the account does not allow this; nothing was written."""


class Cancelled(UserError):
    """The person cancelled a long job; nothing of it was kept."""
