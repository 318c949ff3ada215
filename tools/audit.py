#!/usr/bin/env python3
"""Look up every installed package among the known security advisories: `make audit`.

Ends with 0 where each was looked up and none has one, with 1 where one has, and with 2 where the advisory service did
not answer for all of them: what was not looked up is not sound.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

OURS = "countertop"
_ASK = ("--local", "--skip-editable", "--progress-spinner", "off", "--format", "json", "--timeout", "15")


def main() -> int:
    """Ask, and say what came of it."""
    asked = subprocess.run(  # noqa: S603 - no word comes from outside
        [sys.executable, "-m", "pip_audit", *_ASK], capture_output=True, text=True, check=False
    )
    try:
        found = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        print("The dependencies could not be audited: the advisory service was not reached.", file=sys.stderr)
        return 2
    return told([one for one in found if one["name"] != OURS])


def told(found: list[dict[str, Any]]) -> int:
    """Say what is known of each package; return how to end."""
    known = [(one, advisory) for one in found for advisory in one.get("vulns", ())]
    for one, advisory in known:
        mended = ", ".join(advisory.get("fix_versions", ())) or "no version yet"
        print(f"{one['name']} {one['version']}: {advisory['id']}, mended in {mended}")
    if known:
        return 1
    missing = [one["name"] for one in found if "vulns" not in one]
    if missing or not found:
        print(
            f"The dependencies could not be audited: of {len(found)} packages the advisory service"
            f" did not answer for {len(missing)}.",
            file=sys.stderr,
        )
        return 2
    print(f"{len(found)} packages, none with a known advisory.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
