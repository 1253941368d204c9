"""A reason that stays in the history has more than a full stop in it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from khuevan.kit.errors import Refused

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""


def is_reason(why: str) -> bool:
    return len("".join(why.split())) >= SHORTEST_REASON


def require_reason(why: str) -> None:
    if not is_reason(why):
        raise Refused(
            _(
                "Say why in a few words (at least %(count)d letters); "
                "the reason stays in the history."
            )
            % {"count": SHORTEST_REASON}
        )
