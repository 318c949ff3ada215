"""What it means that the system does not open a device."""

from __future__ import annotations

import errno
import os
from enum import Enum, auto

from pos_app.domain.printing import PrinterBusy, PrinterForbidden, PrinterOffline

_FORBIDDEN = {errno.EACCES, errno.EPERM}
_BUSY = {errno.EBUSY, errno.EAGAIN}


class Cause(Enum):
    """Why a device cannot be had."""

    BUSY = auto()
    """Another program has it."""
    FORBIDDEN = auto()
    """This user has no right to it."""
    AWAY = auto()


_KINDS = {Cause.BUSY: PrinterBusy, Cause.FORBIDDEN: PrinterForbidden, Cause.AWAY: PrinterOffline}


def cause_of(problem: OSError) -> Cause:
    """Tell why the system, or pyserial, refused a device or lost it."""
    # On Windows pyserial says it in words alone, and a port is refused where another program has it.
    if problem.errno in _BUSY or (problem.errno is None and "PermissionError" in str(problem)):
        return Cause.BUSY
    return Cause.FORBIDDEN if problem.errno in _FORBIDDEN else Cause.AWAY


def reason_of(problem: OSError) -> str:
    """Return what the system says of it."""
    return problem.strerror or (os.strerror(problem.errno) if problem.errno else str(problem))


def refusal(problem: OSError, address: str) -> PrinterOffline:
    """Return the error to raise for a printer at this address."""
    return _KINDS[cause_of(problem)](address=address, reason=reason_of(problem))


def driver_errors() -> tuple[type[Exception], ...]:
    """Return what pyserial lets through beside `OSError`: a speed the driver does not take, a port that is gone."""
    try:
        from termios import error
    except ImportError:  # Windows calls it an OSError
        return (ValueError,)
    return ValueError, error
