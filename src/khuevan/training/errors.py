from __future__ import annotations

from khuevan.kit.errors import AlreadyDecided


class SeatTaken(AlreadyDecided):
    """Somebody is named for the seat already; the message says who."""
