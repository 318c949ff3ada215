"""One tree of errors, three fates.

    Exception
    ├── PosError               a person can act: the message stands beside the thing it concerns
    ├── EnvironmentProblem     the machine is in the way: a message and a retry
    └── anything else          a fault of ours: the crash dialog, with everything already safe on disk

An error carries a code and parameters, never a finished sentence: `ui` and `documents` put it into words, because
a receipt may speak another language than the screen. The code is the class name in snake case.
"""

from __future__ import annotations

import re
from typing import Any


class CodedError(Exception):
    """The common trunk: a code and parameters. Raise one of the two branches, never this."""

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as kind and parameters."""
        return _again, (type(self), self.params)

    @property
    def code(self) -> str:
        """The class name in snake case; the key of its sentence."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    def __str__(self) -> str:
        """Speak to developers in logs; people get the sentence that `ui` makes of the code."""
        return " ".join([self.code, *(f"{name}={value!r}" for name, value in self.params.items())])


def _again(kind: type[CodedError], params: dict[str, object]) -> CodedError:
    return kind(**params)


class PosError(CodedError):
    """A person can act on it."""


class EnvironmentProblem(CodedError):
    """The surroundings are in the way; the same call may succeed later."""
