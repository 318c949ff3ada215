"""The command line: `pos [--data DIR] COMMAND`. Exit code 0, or 1 with one clear sentence on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pos_app.cli.arguments import parser, shop_folder
from pos_app.data.rights import owner_only
from pos_app.domain.errors import CodedError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = parser().parse_args(argv)
    try:
        with owner_only(shop_folder(given)):
            return int(given.run(given))
    except CodedError as error:
        from pos_app.cli.words import sentence_of  # Babel: only where there is something to say

        print(sentence_of(error, shop_folder(given)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # whoever read our output has gone: nothing is left to say, and nobody to say it to
        sys.stderr.close()
        return 1
