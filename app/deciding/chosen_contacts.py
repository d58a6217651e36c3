"""Which contacts are selected: one, or several that the next key acts on together."""

from __future__ import annotations

from dataclasses import replace

from widgets.snapshot import ContactView, SelectionView, TakeView


def chosen(take: TakeView | None, selection: SelectionView) -> tuple[ContactView, ...]:
    """The contacts that are selected, in the order of the take."""
    ids = set(selection.chosen_contacts)
    contacts = () if take is None else take.contacts
    return tuple(contact for contact in contacts if contact.id in ids)


def selecting(
    take: TakeView | None, selection: SelectionView, ids: tuple[str, ...]
) -> SelectionView:
    """The selection with these contacts in it; the last one brings its lane."""
    last = ids[-1] if ids else None
    contacts = () if take is None else take.contacts
    lane = next((one.point for one in contacts if one.id == last), selection.point)
    more = ids if len(ids) > 1 else ()
    return replace(selection, contact=last, contacts=more, point=lane, mark=None)


def without_lost(take: TakeView, selection: SelectionView) -> SelectionView:
    """The selection without the contacts that an edit took away."""
    if selection.contact is None:
        return selection
    known = {contact.id for contact in take.contacts}
    left = tuple(one for one in selection.chosen_contacts if one in known)
    if left == selection.chosen_contacts:
        return selection
    return replace(
        selection, contact=left[-1] if left else None, contacts=left if len(left) > 1 else ()
    )
