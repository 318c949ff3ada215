"""What it means that the system does not open a device."""

from __future__ import annotations

import errno
import os

from pos_app.domain.printing import PrinterBusy, PrinterForbidden, PrinterOffline

_FORBIDDEN = {errno.EACCES, errno.EPERM}
_BUSY = {errno.EBUSY, errno.EAGAIN}


def refusal(problem: OSError, address: str) -> PrinterOffline:
    """Return the error to raise for a printer at this address."""
    reason = problem.strerror or (os.strerror(problem.errno) if problem.errno else str(problem))
    # On Windows pyserial says it in words alone, and a port is refused where another program has it.
    if problem.errno in _BUSY or (problem.errno is None and "PermissionError" in reason):
        return PrinterBusy(address=address, reason=reason)
    if problem.errno in _FORBIDDEN:
        return PrinterForbidden(address=address, reason=reason)
    return PrinterOffline(address=address, reason=reason)
