"""Who stands on the payment list of a line."""

from __future__ import annotations

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from khuevan.budget import paylist
from khuevan.budget.actions.moves import require_power
from khuevan.budget.actions.paying import held, require_amount
from khuevan.budget.actions.proving import TAKING
from khuevan.budget.enums import IN_HAND, Kind
from khuevan.budget.models import Line, Payee
from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import dong
from khuevan.people.models import User
from khuevan.people.permissions import Can


def add_payee(line: Line, name: str, amount: Decimal, *, by: User, post: str = "") -> Payee:
    """Put a person on the list; all together get at most what their line may cost."""
    check_text(name, post, by=by)
    require_power(by, Can.BUDGET_PREPARE)
    name, post = " ".join(name.split())[:200], " ".join(post.split())[:300]
    if not name:
        raise Refused(_("Write the person's full name."))
    if line.kind not in IN_HAND:
        raise Refused(_("This line pays no persons. Choose a line of fees or labour."))
    require_amount(amount)
    try:
        with transaction.atomic():
            estimate = held(line.estimate_id, TAKING)
            _require_room(line, paylist.of(estimate).of_line(line.pk) + amount)
            made = Payee.objects.create(line=line, name=name, post=post, amount=amount)
            audit.record(
                Kind.LISTED, estimate, by=by, after=dong(amount), line=line.title, payee=name
            )
    except IntegrityError as error:
        raise Refused(
            _("%(name)s stands on the list of this line already.") % {"name": name}
        ) from error
    return made


def _require_room(line: Line, listed: Decimal) -> None:
    if listed > line.granted:
        raise Refused(
            _("The list of “%(line)s” would come to %(listed)s, but %(granted)s were approved.")
            % {"line": line.title, "listed": dong(listed), "granted": dong(line.granted)}
        )


@transaction.atomic
def remove_payee(payee: Payee, *, by: User) -> None:
    require_power(by, Can.BUDGET_PREPARE)
    estimate = held(payee.line.estimate_id, TAKING)
    audit.record(
        Kind.LISTED, estimate, by=by, before=dong(payee.amount), line=payee.line.title,
        payee=payee.name,
    )  # fmt: skip
    payee.delete()
