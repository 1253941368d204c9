"""What the tasks of a plan cost. The app that keeps the money stands above and tells; it registers
itself in its ``ready()``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from khuevan.kit.vietnamese import grouped
from khuevan.people.models import User


@dataclass(frozen=True, slots=True)
class Cost:
    """One estimate of a task: ``planned`` is what was approved, before that what is asked for."""

    task: int
    title: str
    url: str
    look: str
    state: str
    planned: Decimal
    paid: Decimal
    is_approved: bool

    @property
    def planned_words(self) -> str:
        return grouped(self.planned)

    @property
    def paid_words(self) -> str:
        return grouped(self.paid)


@dataclass(frozen=True, slots=True)
class Money:
    """The costs of one or more tasks together."""

    costs: tuple[Cost, ...] = ()

    @property
    def approved(self) -> Decimal:
        return sum((one.planned for one in self.costs if one.is_approved), Decimal(0))

    @property
    def asked(self) -> Decimal:
        """What is not approved yet."""
        return sum((one.planned for one in self.costs if not one.is_approved), Decimal(0))

    @property
    def paid(self) -> Decimal:
        return sum((one.paid for one in self.costs), Decimal(0))


# (ids of tasks, who reads) -> what they cost, as far as that person may see it
Provider = Callable[[Collection[int], User], Iterable[Cost]]
_providers: dict[str, Provider] = {}


def register(key: str, provider: Provider) -> None:
    """Registering a key again replaces it."""
    _providers[key] = provider


def of(tasks: Collection[int], reader: User) -> dict[int, list[Cost]]:
    """By task; those that cost nothing are not in it."""
    found: dict[int, list[Cost]] = defaultdict(list)
    for provider in _providers.values():
        for one in provider(tasks, reader):
            found[one.task].append(one)
    return found
