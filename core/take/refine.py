"""refined = refine(captured, decisions): the one function that the whole house rests on.

Window, command line, tests and benchmarks call it. It is pure: the same captured motion, the
same decisions in whatever order and the same settings give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.layer.refine_layered import previewed_with_layer, refined_with_layer
from core.take.refining.lost_slides import with_lost_slides
from core.take.refining.prepared import Prepared
from core.take.refining.refine_facts import PREVIEWED, preview_facts, refine_facts
from core.take.refining.refined import Progress, Refined, RefineSettings, problem_of, result_key
from core.take.rest_kept import with_rest_kept

__all__ = [
    "PREVIEWED", "Progress", "RefineSettings", "Refined",
    "preview", "problem_of", "refine", "result_key",
]  # fmt: skip


def refine(
    captured: Captured,
    decisions: Iterable[Decision],
    settings: RefineSettings | None = None,
    *,
    before: Prepared | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Refined:
    """Solve the whole take.

    Where no contact is on the ground and nothing is pinned the captured motion comes back bit for
    bit (resampled where the settings ask for another rate).

    Args:
        captured: of the take.
        decisions: those that hold now, in any order.
        settings: the rate; None keeps the captured samples.
        before: what an earlier answer for this captured motion was prepared with (swapped sides,
            cleaning), taken where those facts still hold.
        cancelled: asked about every 5 ms.
    Raises: Cancelled.
    """
    settings, decisions = settings or RefineSettings(), tuple(decisions)
    layered = _has_layer(decisions)
    refined = (refined_with_layer if layered else refine_facts)(
        captured, decisions, settings, before=before, progress=progress, cancelled=cancelled
    )
    refined = refined if layered else with_lost_slides(refined, captured, decisions, settings)
    return with_rest_kept(refined, captured, decisions)


def preview(
    captured: Captured,
    decisions: Iterable[Decision],
    settled: Refined,
    changed: tuple[float, float] | Iterable[Decision],
    settings: RefineSettings | None = None,
    *,
    radii: float = PREVIEWED,
    cancelled: Callable[[], bool] | None = None,
) -> Refined:
    """Solve only around what changed since `settled`, the rest stays bit for bit.

    The window is the change and the influence radius on both sides. Value and velocity of the
    correction and the places of contacts that cross its ends stay as they are settled.

    Args:
        captured: of the take.
        decisions: those that hold now.
        settled: the answer to the decisions before the change.
        changed: first and last second of the change, or the decisions that came and left.
        settings: those that `settled` was made with.
        radii: how many influence radii are solved on both sides, where no layer is there.
        cancelled: asked about every 5 ms.
    Raises: Cancelled.
    """
    settings, decisions, told = settings or RefineSettings(), tuple(decisions), tuple(changed)
    layer = _has_layer(decisions) or _has_layer(told)
    if layer:
        refined = previewed_with_layer(
            captured, decisions, settled, told, settings, cancelled=cancelled
        )
    else:
        refined = preview_facts(
            captured, decisions, settled, told, settings, radii=radii, cancelled=cancelled
        )
    return with_rest_kept(refined, captured, decisions)


def _has_layer(decisions: Iterable[object]) -> bool:
    return any(isinstance(one, Decision) and isinstance(one.fact, LayerKey) for one in decisions)
