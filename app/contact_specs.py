"""The actions of contacts: the menu Contacts."""

from __future__ import annotations

from app.action_spec import ActionSpec

CONTACT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("contact.plant", "Contacts", "Plant", "The point is held, the foot's heading too."),
    ActionSpec("contact.pivot", "Contacts", "Pivot", "The point is held, the heading is free."),
    ActionSpec("contact.slide", "Contacts", "Slide, wanted", "On the ground and meant to move."),
    ActionSpec("contact.air", "Contacts", "Air", "Not touching; only never below ground."),
    ActionSpec(
        "contact.delete", "Contacts", "Delete contact", "Take the selected contact out.", group=1
    ),
    ActionSpec("contact.split", "Contacts", "Split at playhead", "Make two of one.", group=1),
    ActionSpec(
        "contact.free",
        "Contacts",
        "Free its place",
        "Leave to the solver where the selected contact stands; a drag in the 3D view says it.",
        group=1,
    ),
    ActionSpec(
        "contact.start_earlier", "Contacts", "Start a frame earlier", "Move the start.", group=2
    ),
    ActionSpec(
        "contact.start_later", "Contacts", "Start a frame later", "Move the start.", group=2
    ),
    ActionSpec("contact.end_earlier", "Contacts", "End a frame earlier", "Move the end.", group=2),
    ActionSpec("contact.end_later", "Contacts", "End a frame later", "Move the end.", group=2),
    ActionSpec(
        "contact.start_bit_earlier",
        "Contacts",
        "Start a tenth earlier",
        "Move the start by a tenth of a frame.",
        group=3,
    ),
    ActionSpec(
        "contact.start_bit_later",
        "Contacts",
        "Start a tenth later",
        "Move the start by a tenth of a frame.",
        group=3,
    ),
    ActionSpec(
        "contact.end_bit_earlier",
        "Contacts",
        "End a tenth earlier",
        "Move the end by a tenth of a frame.",
        group=3,
    ),
    ActionSpec(
        "contact.end_bit_later",
        "Contacts",
        "End a tenth later",
        "Move the end by a tenth of a frame.",
        group=3,
    ),
    ActionSpec(
        "contact.next",
        "Contacts",
        "Next contact",
        "Go to the next contact; in the queue to the next event.",
        group=4,
    ),
    ActionSpec(
        "contact.previous",
        "Contacts",
        "Previous contact",
        "Go back one contact; in the queue one event.",
        group=4,
    ),
    ActionSpec(
        "contact.next_too",
        "Contacts",
        "Next contact too",
        "Select the next contact as well.",
        group=5,
    ),
    ActionSpec(
        "contact.previous_too",
        "Contacts",
        "Previous contact too",
        "Select the one before as well.",
        group=5,
    ),
    ActionSpec(
        "contact.all",
        "Contacts",
        "Select the lane's contacts",
        "All contacts of the current lane; again those of all lanes.",
        group=5,
    ),
    ActionSpec(
        "contact.none", "Contacts", "Select no contact", "Let go of what is selected.", group=5
    ),
    ActionSpec("lane.left_heel", "Contacts", "Left heel lane", "Keys act on this lane.", group=6),
    ActionSpec("lane.left_toe", "Contacts", "Left toe lane", "Keys act on this lane.", group=6),
    ActionSpec("lane.right_heel", "Contacts", "Right heel lane", "Keys act on this lane.", group=6),
    ActionSpec("lane.right_toe", "Contacts", "Right toe lane", "Keys act on this lane.", group=6),
)
