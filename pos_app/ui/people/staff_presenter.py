"""Decides on the page of the staff: adds people, changes them, gives PINs and badges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.changes import Changes
from pos_app.domain.people import Contact
from pos_app.domain.permissions import OWNER, Permission
from pos_app.domain.signing_in import refuse_unfit_password, refuse_unfit_pin
from pos_app.ui.files import ask_where_to_save
from pos_app.ui.people.staff_card import StaffCard
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pos_app.domain.errors import CodedError
    from pos_app.domain.people import Person
    from pos_app.services.people.keep_staff import KeepStaff
    from pos_app.services.services import Services
    from pos_app.ui.actions import Action
    from pos_app.ui.people.roles_presenter import RolesPresenter
    from pos_app.ui.people.staff_card import Typed
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class StaffPresenter(QObject):
    """The page's card and what it does."""

    announced = Signal(object)
    """`Changes` of what was saved."""
    state_changed = Signal()
    """What can be done on the page is another."""

    def __init__(
        self, services: Services, tasks: Tasks, theme: Theme, wording: Wording, actions: Mapping[str, Action]
    ) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        self._actions = actions
        self._person: Person | None = None
        """Who stands in the fields; None for somebody who is about to be added."""
        self._contact = Contact()
        """How that person is reached, as it was read."""
        self.roles: RolesPresenter | None = None
        self.card = StaffCard(theme, wording, actions)
        self.setParent(self.card)
        self.card.chosen.connect(self._choose)
        self.card.wanted.connect(self._run)
        self.card.show_person(None)
        self._follow()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what can be done with the staff."""
        return {
            "add_person": self.add,
            "save_person": self.save,
            "archive_person": self.archive,
            "unlock_person": self.unlock,
            "edit_roles": self.edit_roles,
            "export_person": self.export,
        }

    def off(self) -> frozenset[str]:
        """Return what makes no sense right now."""
        person, off = self._person, set()
        if person is None:
            off.add("staff.export")
        if person is None or not person.active:
            off |= {"staff.archive", "staff.unlock"}
        elif person.locked_until is None:
            off.add("staff.unlock")
        if person is not None and not person.active:
            off.add("staff.save")
        return frozenset(off)

    def reload(self, uid: bytes | None = None) -> None:
        """Read the staff again; who is in the fields stays there, or the one with `uid` comes."""
        staff = self._services.staff
        reading = Operation(lambda: (staff.everybody(), staff.roles()))
        self._tasks.slow(reading.on_success(lambda found: self._show(*found, uid)).on_failure(self._say))

    def focus(self) -> None:
        """Give the focus to the list."""
        self.card.table.setFocus()

    def add(self) -> None:
        """Begin with a new person."""
        self._put(None)
        self.card.said.say("")
        self.card.table.choose_row(-1)
        self.card.name.setFocus()

    def save(self) -> None:
        """Save who stands in the fields."""
        if "staff.save" in self.off():
            return
        person, typed, services = self._person, self.card.typed(), self._services
        before = self._contact if typed.contact is not None else None
        made = list[bytes]()
        operation = Operation(lambda: _saved(services, person, typed, before, made))
        operation.on_success(lambda uid: self._on_person_saved(uid, person, typed))
        operation.called(f"{self._actions['staff.save'].title}: {person.name if person else typed.name}")
        self._tasks.write(operation.on_failure(lambda problem: self._refuse_save(problem, made)))

    def _refuse_save(self, problem: CodedError, made: list[bytes]) -> None:
        """Say what was not saved; somebody who is there by now is changed next time, and not added once more."""
        self._say(problem)
        if made:
            self.reload(made[0])
            self.announced.emit(Changes(people=True))

    def archive(self) -> None:
        """Let the chosen person work here no more."""
        self._of_chosen("staff.archive", self._services.staff.archive)

    def unlock(self) -> None:
        """Let the chosen person try again."""
        self._of_chosen("staff.unlock", self._services.staff.unlock)

    def export(self) -> None:
        """Write all that the shop holds on the chosen person into a file."""
        person = self._person
        if person is None:
            return
        _ = self._wording.translate
        place = ask_where_to_save(self.card, _("Hand over the data"), f"{person.name}.json", "JSON (*.json)")
        if place is None:
            return
        done = _("All that the shop holds on this person is in {file}. Hand it over, then delete it.")
        operation = Operation(lambda: self._services.contacts.export(person.uid, place))
        operation.called(_("All that is held on {name}").format(name=person.name))
        operation.on_success(lambda _none: self.card.said.say(done.format(file=place), "good"))
        self._tasks.write(operation.on_failure(self._say))

    def edit_roles(self) -> None:
        """Show the roles and what each may do."""
        from pos_app.ui.people.roles_presenter import RolesPresenter  # now and then

        self.roles = RolesPresenter(self.card.window(), self._services.roles, self._tasks, self._theme, self._wording)
        self.roles.announced.connect(self.announced)

    def _of_chosen(self, action_id: str, act: Callable[[bytes], Changes]) -> None:
        person = self._person
        if person is None or action_id in self.off():
            return
        operation = Operation(lambda: (act(person.uid), person.uid)[1])
        operation.called(f"{self._actions[action_id].title}: {person.name}")
        self._tasks.write(operation.on_success(self._on_saved).on_failure(self._say))

    def _run(self, action_id: str) -> None:
        self.handlers()[self._actions[action_id].handler]()

    def _choose(self, person: Person) -> None:
        self.card.said.say("")
        self._put(person)

    def _put(self, person: Person | None) -> None:
        self._person = person
        self.card.show_person(person)
        self._contact = Contact()
        if person is not None and not self._may():
            self._show_contact(person, None)
        elif person is not None:
            reading = Operation(lambda: self._services.contacts.of(person.uid))
            reading.on_success(lambda contact: self._show_contact(person, contact))
            self._tasks.slow(reading.on_failure(lambda _problem: self._show_contact(person, None)))
        self._follow()

    def _show(self, people: tuple[Person, ...], roles: tuple[str, ...], uid: bytes | None) -> None:
        self.card.offer_roles(roles)
        # who is in the fields now, and not when it was asked: another may have been saved meanwhile
        uid = uid or (self._person.uid if self._person else None)
        self.card.show_people(people, uid)
        found = next((one for one in people if one.uid == uid), None)
        if found != self._person:
            self._put(found)

    def _may(self) -> bool:
        """Tell whether the person at the till may see it: nobody is asked for leave only because a row was chosen."""
        return Permission.PEOPLE_MANAGE in (self._services.shop.rights or ())

    def _show_contact(self, person: Person, contact: Contact | None) -> None:
        if person is self._person:
            self._contact = contact or Contact()
            self.card.show_contact(contact, "" if contact else self._wording.translate("cannot be read now"))

    def _on_person_saved(self, uid: bytes, person: Person | None, typed: Typed) -> None:
        if person is self._person and typed.contact is not None:
            self._contact = typed.contact  # the list does not say that it is another now
        self._on_saved(uid)

    def _on_saved(self, uid: bytes) -> None:
        self.card.said.say(self._wording.translate("Saved"), "good")
        self.card.forget_secrets()
        self.reload(uid)
        self.announced.emit(Changes(people=True))

    def _say(self, problem: CodedError) -> None:
        self.card.said.say(self._wording.sentence(problem))

    def _follow(self) -> None:
        off = self.off()
        for name, button in self.card.buttons.items():
            button.setEnabled(name not in off)
        self.state_changed.emit()


def _saved(services: Services, person: Person | None, typed: Typed, before: Contact | None, made: list[bytes]) -> bytes:
    """Save a person with what was typed and return the uid; what its PIN or password cannot be keeps all of it away.

    `before` is how the person was reached, None where nobody can tell. A new person's uid is in `made` as soon as there
    is one, whatever fails behind it.
    """
    staff = services.staff
    _refuse_unfit(services, person, typed)
    if (typed.pin or typed.badge.strip() or typed.password) and OWNER not in {
        typed.role,
        *(person.roles if person else ()),
    }:
        staff.see_owner_comes_in()
    if person is None:
        uid = staff.add(typed.login, typed.name, (typed.role,))
        made.append(uid)
    else:
        uid = person.uid
        if (typed.login, typed.name, (typed.role,)) != (person.login, person.name, person.roles):
            staff.change(uid, typed.login, typed.name, (typed.role,))
    _give_proofs(staff, uid, typed)
    if typed.language != (person.language if person else None):
        staff.speak(uid, typed.language)
    if typed.contact is not None and typed.contact != before:
        services.contacts.keep(uid, typed.contact)
    return uid


def _refuse_unfit(services: Services, person: Person | None, typed: Typed) -> None:
    if typed.pin:
        refuse_unfit_pin(typed.pin)
    if typed.password:
        refuse_unfit_password(typed.password)
    if typed.badge.strip():
        services.staff.refuse_unfit_badge(person.uid if person else None, typed.badge)
    if typed.contact is not None:
        services.contacts.refuse_unfit(typed.contact)


def _give_proofs(staff: KeepStaff, uid: bytes, typed: Typed) -> None:
    if typed.pin:
        staff.set_pin(uid, typed.pin)
    if typed.badge.strip():
        staff.set_badge(uid, typed.badge)
    if typed.password:
        staff.set_password(uid, typed.password)
