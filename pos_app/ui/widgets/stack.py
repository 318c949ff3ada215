"""Pages of which one is in sight, each as large as the room there is."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget


class Stack(QStackedWidget):
    """Never asks how high its pages would like to be for their width: they get the room there is.

    Qt asks all of them, hidden ones too, each time a figure anywhere around changes; with wrapped sentences on them
    that took a seventh of what a scan cost the window.
    """

    def hasHeightForWidth(self) -> bool:
        """Say that the width decides nothing."""
        return False

    def heightForWidth(self, _width: int) -> int:
        """Say the same to who asks all the same."""
        return -1
