"""Which source a file is of, for networks that are judged on a source that they have not seen.

Two archives hold the same takes of one person (CMU's subject 16 is in both of SNU's, subject 3 in
two conversions): whoever has seen one of them has seen the other, so they are one source here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.contacts.likelihood import Likelihood

#: What `_fit_contacts` has fitted so.
FOLDS = Path(__file__).with_suffix(".npz")
#: The networks of a file stand in the order of these, again and again: each is fitted on all but
#: the one at its place. The dances and those who idle are too short to stand alone.
SOURCES = ("snu_vsports", "snu_timecritical", "cmu_iclone", "cmu_daz", "dances_and_idling")
#: How the names of files begin that are of each source; the longest beginning counts.
_BEGINNINGS = {
    "snu_vsports/": "snu_vsports",
    "snu_timecritical/": "snu_timecritical",
    "snu_timecritical/16_": "snu_vsports",
    "cmu_iclone/": "cmu_iclone",
    "cmu_daz/": "cmu_daz",
    "cmu_daz/03_": "cmu_iclone",
    "cmu_acrnn_indian/": "dances_and_idling",
    "reactidle/": "dances_and_idling",
}


def place_of(file: str) -> int | None:
    """The place in SOURCES of a file named inside the unpacked archives; None is of no source."""
    known = [start for start in _BEGINNINGS if file.startswith(start)]
    return SOURCES.index(_BEGINNINGS[max(known, key=len)]) if known else None


def unseen_by(likelihood: Likelihood, place: int | None) -> Likelihood:
    """The part of a likelihood that was fitted on all sources but that of a place in SOURCES; all
    of it for what is of no source."""
    if place is None:
        return likelihood
    alone = slice(place, None, len(SOURCES))
    stretches = {
        state: replace(weights, members=weights.members[alone])
        for state, weights in likelihood.stretches.items()
    }
    return replace(likelihood, members=likelihood.members[alone], stretches=stretches)
