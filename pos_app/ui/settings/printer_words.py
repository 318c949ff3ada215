"""What the printer page says: of each way to a printer, of how it is, and of what is wrong and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.printing import BUILTIN, DEVICE, FILE, NETWORK, QUEUE, SERIAL, USB

if TYPE_CHECKING:
    from pos_app.domain.errors import CodedError
    from pos_app.domain.printing import FoundPrinter
    from pos_app.services.printing.printer_desk import PrinterLook
    from pos_app.ui.wording import Wording
    from pos_app.ui.wording.makers import Translate

_BY_ID = "/by-id/"


def way_name(kind: str, _: Translate) -> str:
    """Return how a way to a printer is called."""
    return {
        BUILTIN: _("Shown in the program"),
        NETWORK: _("Network printer"),
        USB: _("USB printer"),
        SERIAL: _("Serial port"),
        DEVICE: _("Device"),
        QUEUE: _("System's queue"),
        FILE: _("File"),
    }.get(kind, _("Printer"))


def found_words(one: FoundPrinter, _: Translate) -> tuple[str, ...]:
    """Return how what a search found is called, then what else is known of it: the address at least."""
    if one.kind != SERIAL:
        return one.name or way_name(one.kind, _), one.address
    port = one.address.removeprefix("serial://").partition("?")[0]
    by_its_device = one.name and _BY_ID in port  # such a port bears the device's name already, and at length
    called = one.name if by_its_device else port.rpartition("/")[2]
    device = () if by_its_device or not one.name else (one.name,)
    return _("Serial port {port}").format(port=called), _("A printer may be on it"), *device, one.address


def state_text(look: PrinterLook, wording: Wording) -> tuple[str, str]:
    """Return what is said of the printer in use, and in which look."""
    _ = wording.translate
    if look.kind == BUILTIN:
        return _("Receipts are kept and shown here, none is printed. Search for a printer to use one."), "muted"
    if look.trouble is not None:
        return trouble_text(look.trouble, look.kind, wording), "bad"
    words = {
        "ready": (_("Ready"), "good"),
        "out_of_paper": (_("Out of paper. Put a new roll in and close the cover."), "warn"),
        "offline": (_("It says that it is not ready. See whether a light blinks on it."), "bad"),
    }
    cannot_say = _("It does not say how it is. Print a test page to see.")
    return words.get(look.state, (cannot_say, "muted"))


def trouble_text(problem: CodedError, kind: str, wording: Wording) -> str:
    """Return what is wrong with a printer and what to do; no paper waits for it here."""
    _ = wording.translate
    said = {
        "printer_silent": _(
            "The port is there and nothing answers. See that the printer is on and its cable in, and that the speed is "
            "the one on its self-test. One that cannot answer takes &answers=no behind its address."
        ),
        "printer_stuck": _(
            "It answers no more, as one does in the middle of a broken paper. Switch it off and on again."
        ),
        "cover_open": _("Its cover is open. Close it."),
        "printer_forbidden": _(
            "This user has no right to it. On Linux: sudo usermod -aG lp,dialout $USER, then log out and in again."
        ),
        "printer_busy": _("Another program has it. Close that program, or print through the system's queue."),
        "queue_away": _("The system has no queue of this name, or its print service does not run."),
        "print_service_away": _("The system's print service does not run or is not installed."),
        "queue_stopped": _("The queue is stopped or takes no papers. Start it in the system's printer settings."),
        "printer_out_of_paper": _("Out of paper. Put a new roll in and close the cover."),
        "printer_interrupted": _("It stopped in the middle. See whether the paper is whole, then try again."),
    }
    if problem.code == "printer_offline":
        return _unreached(kind, _)
    return said[problem.code] if problem.code in said else wording.sentence(problem)


def _unreached(kind: str, _: Translate) -> str:
    return {
        NETWORK: _(
            "Nobody answers at this address. See that the printer is on and its network cable in, and that the address "
            "is the one on its self-test: it may have got another."
        ),
        USB: _("It is not plugged in, or off."),
        SERIAL: _("There is no such port. See that the cable or adapter is plugged in, or search again."),
        DEVICE: _("There is no such device. See that the printer is plugged in and on, or search again."),
        QUEUE: _("The queue did not get the paper to the printer. See that the printer is on."),
        FILE: _("The file cannot be written to."),
    }.get(kind, _("It is off or not reachable."))


def advice(_: Translate) -> tuple[tuple[str, str], ...]:
    """Return how each way is set up: its name, and what to plug in, look for or type."""
    return (
        (
            _("Network"),
            _(
                "Plug the printer into the same router as this computer. Switch it off, hold FEED and switch it on: "
                "its self-test prints the IP address. Search finds it, or type that address. Let the router always "
                "give it the same one."
            ),
        ),
        (
            _("USB"),
            _(
                "Plug it in, switch it on and search. On Linux the user must be in the group lp. On Windows install "
                "the printer with the driver “Generic / Text Only” and take its queue."
            ),
        ),
        (
            _("Serial line, or USB that is a COM port"),
            _(
                "Search lists the ports; using one asks the printer for its speed. Behind the address &flow=dtr, "
                "&flow=rts or &flow=xon say who stops whom, as on the printer's self-test."
            ),
        ),
        (
            _("System's queue"),
            _(
                "The queue must be raw, so that it changes no byte: lpadmin -p Receipt -v socket://192.168.1.50:9100 "
                "-E. It cannot say how the printer is: without a queue Countertop knows more."
            ),
        ),
        (
            _("Drawer"),
            _(
                "Its cable goes into the printer. One that hangs on another printer, or on a serial line of its own, "
                "has its address in the field Drawer. If it stays shut, try the other pin."
            ),
        ),
    )
