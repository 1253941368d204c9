"""What a unit is told of its nominee: one message, why, one way to answer."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from khuevan.kit import outbox
from khuevan.people.enums import Purpose
from khuevan.people.links import link_url, open_links
from khuevan.people.notices import addresses, foot
from khuevan.training.models import Nomination

LANGUAGE = "vi"
PAGE = "training:unit_seat"


def tell_returned(nomination: Nomination, why: str) -> None:
    """The office sends the nomination back; a unit without an address sees it on its page."""
    seat = nomination.seat
    address = addresses([seat.organisation_id]).get(seat.organisation_id)
    link = open_links([seat.organisation_id], Purpose.NOMINATION).get(seat.organisation_id)
    if address is None or link is None:
        return
    with translation.override(LANGUAGE):
        url = link_url(link, PAGE, pk=seat.pk)
        parts = [
            _("The office returns the nomination of %(name)s for “%(run)s”: %(why)s")
            % {"name": nomination.full_name, "run": seat.run.title, "why": why},
            _("Complete it or name somebody else here (no password): %(url)s") % {"url": url},
            foot(),
        ]
        subject = _("Nomination returned: %(run)s") % {"run": seat.run.title}
    outbox.put(
        f"nomination:{nomination.pk}:returned:{seat.organisation_id}", to=address,
        subject=subject, text="\n\n".join(parts), label=link.organisation.name_vi,
        purpose="nomination-returned", target=nomination, language=LANGUAGE,
    )  # fmt: skip
