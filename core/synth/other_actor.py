"""Another actor for the same motion: other proportions, the same contacts, exactly held."""

from __future__ import annotations

from dataclasses import replace

from core.contacts.contacts_json import ContactsFile
from core.motion.motion import Motion
from core.synth.proportions import Proportions, on_other_body
from core.synth.truth import all_contacts


def other_actor(
    motion: Motion,
    proportions: Proportions,
    contacts: ContactsFile | None,
    metres_per_unit: float,
) -> tuple[Motion, ContactsFile | None]:
    """The motion on a body of these proportions, and its contacts: known and estimated ones.

    `metres_per_unit` is the unit of the offsets in `contacts`. With the rig's own proportions
    everything stays as it is. Raises: as `all_contacts`.
    """
    if proportions == Proportions():
        return motion, contacts
    stated, _, ground = all_contacts(motion, contacts, metres_per_unit)
    facts = [one.contact for one in stated.stated]
    other, held = on_other_body(motion, proportions, facts, ground)
    grown = tuple(
        replace(one, contact=contact) for one, contact in zip(stated.stated, held, strict=True)
    )
    # where the points lie on the other rig is found on it
    return other, ContactsFile(grown, ground)
