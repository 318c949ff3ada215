"""What goes wrong with a scanner on a port. A scanner that types is a keyboard and has no troubles of its own."""

from __future__ import annotations

from pos_app.domain.errors import EnvironmentProblem


class ScannerAway(EnvironmentProblem):
    """No scanner is on the port: unplugged, or the port is named wrongly. Params: port."""


class ScannerRefused(EnvironmentProblem):
    """The system does not let this program use the port. Params: port, reason."""
