"""How much of a motion its cleaning took out."""

from __future__ import annotations

import numpy as np

from core.solve.report import CleanedReport
from core.take.decisions import Cleaning, SidesSwapped
from core.take.refining.prepared import Prepared
from core.take.refining.swapped import sides_given_back

#: A joint that was turned by less (radians rms) has no noise: fingers that were never captured.
_NONE = 1e-4


def cleaned_amount(prepared: Prepared) -> CleanedReport | None:
    """What cleaning took out of a prepared motion; None where it is not cleaned."""
    if not any(isinstance(fact, Cleaning) for fact in prepared.facts):
        return None
    return prepared.once("what cleaning took", lambda: _measured(prepared))


def _measured(prepared: Prepared) -> CleanedReport:
    swaps = tuple(fact for fact in prepared.facts if isinstance(fact, SidesSwapped))
    before = sides_given_back(prepared.source, swaps) if swaps else prepared.source
    after = prepared.motion
    cosines = np.abs(np.einsum("fjk,fjk->fj", before.local_rotations, after.local_rotations))
    turned = 2.0 * np.arccos(np.minimum(cosines, 1.0))
    of_joints = np.sqrt(np.mean(turned**2, axis=0))
    noisy = of_joints[of_joints > _NONE]
    if not len(noisy):
        return CleanedReport(0.0, "", 0.0)
    most = int(np.argmax(of_joints))
    mean, worst = np.degrees([np.sqrt(np.mean(noisy**2)), of_joints[most]])
    return CleanedReport(float(mean), after.skeleton.names[most], float(worst))
