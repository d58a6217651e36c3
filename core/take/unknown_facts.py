"""Facts of a newer version, or of another hand: kept as they were written, and not obeyed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from core.take.decisions import Decision, OtherFact


def unknown_in_words(decisions: Iterable[Decision], of: str) -> tuple[str, ...]:
    """One sentence that says how many decisions of `of` are not known here, and of which kinds;
    none where all are."""
    kinds = Counter(one.fact.kind for one in decisions if isinstance(one.fact, OtherFact))
    if not kinds:
        return ()
    count = kinds.total()
    named = ", ".join(f"{number} {kind!r}" for kind, number in sorted(kinds.items()))
    many = count > 1
    return (
        f"{of} holds {count} decision{'s' * many} of kinds that this Footing does not know "
        f"({named}): {'they are' if many else 'it is'} kept, and the motion is solved without "
        f"{'them' if many else 'it'}; a newer Footing may know {'them' if many else 'it'}.",
    )
