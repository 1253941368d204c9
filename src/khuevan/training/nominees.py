"""What is written of a nominee, in one form: a person's name, position, work phone and work mail."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit import vietnamese
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import fold, nfc
from khuevan.people.enums import ContactKind
from khuevan.people.models import ContactPoint, FocalPoint, Organisation, Post
from khuevan.people.models.organisations import valid_on

TOPIC = "external_information"
LONGEST_NAME = 120
LONGEST_REASON = 300
LONGEST_NEED = 500
MOBILE, LANDLINE = 10, 11
WORDS: dict[str, Promise] = {
    "letters": gettext_lazy("A name holds letters only. Write it like Nguyễn Thị Hương."),
    "two_names": gettext_lazy("Write family name and given name, like Nguyễn Thị Hương."),
    "foreign": gettext_lazy("A foreign number has 8 to 15 digits after the “+”."),
    "digits": gettext_lazy(
        "%(wanted)d digits are needed, here are %(count)d. Example: 0912 345 678"
    ),
    "beginning": gettext_lazy("No number begins like that. Example: 0912 345 678"),
    "email": gettext_lazy(
        "This is no e-mail address. Write it like ten@hanoi.gov.vn, or leave it empty."
    ),
}
"""What a device says too, without a line: static/training/naming/rules.js names the keys."""
_NAME = re.compile(r"[^\W\d_]+(?:[ .'’\-]+[^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True)
class Nominee:
    """Whom a unit sends, and what it wants to be taught (``topics``: ids of syllabus items)."""

    full_name: str
    position: str
    phone: str = ""
    email: str = ""
    not_focal_why: str = ""
    need: str = ""
    topics: tuple[int, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Everything typed freely, for the secrecy gate."""
        return (self.full_name, self.position, self.email, self.not_focal_why, self.need)


def tidied(facts: Nominee) -> Nominee:
    """The same in one form, or Refused with the first thing that must be mended."""
    return replace(
        facts,
        full_name=name_of(facts.full_name),
        position=position_of(facts.position),
        phone=phone_of(facts.phone),
        email=email_of(facts.email),
        not_focal_why=squeezed(facts.not_focal_why)[:LONGEST_REASON],
        need=nfc(facts.need).strip()[:LONGEST_NEED],
    )


def squeezed(text: str) -> str:
    return " ".join(vietnamese.typed(text).split())


def name_of(text: str) -> str:
    """A name as people write it; one in capitals or in small letters only is written anew."""
    name = squeezed(text)
    if not name:
        raise Refused(_("Write the full name of the person."))
    if len(name) > LONGEST_NAME:
        raise Refused(_("The name is too long: at most %(most)d letters.") % {"most": LONGEST_NAME})
    if not _NAME.fullmatch(name):
        raise Refused(str(WORDS["letters"]))
    if " " not in name:
        raise Refused(str(WORDS["two_names"]))
    return name.title() if name in {name.upper(), name.lower()} else name


def position_of(text: str) -> str:
    position = squeezed(text)
    if not position:
        raise Refused(_("Write the position of the person, such as culture officer."))
    if len(position) > LONGEST_NAME:
        raise Refused(
            _("The position is too long: at most %(most)d letters.") % {"most": LONGEST_NAME}
        )
    return position


def phone_of(text: str) -> str:
    """One form for ten spellings: 0912345678; a foreign number keeps its "+". Nothing stays nothing."""
    number = vietnamese.phone(latin_digits(text))
    if len(number) == MOBILE - 1 and number[0] in "35789":
        number = f"0{number}"  # a spreadsheet took the zero away
    if not text.strip():
        return ""
    if number.startswith("+"):
        if 8 <= len(number) - 1 <= 15:
            return number
        raise Refused(str(WORDS["foreign"]))
    _refuse_strange(number)
    return number


def _refuse_strange(number: str) -> None:
    wanted = LANDLINE if number.startswith("02") else MOBILE
    if len(number) != wanted:
        raise Refused(str(WORDS["digits"]) % {"wanted": wanted, "count": len(number)})
    if number[:1] != "0" or number[1] not in "235789":
        raise Refused(str(WORDS["beginning"]))


def latin_digits(text: str) -> str:
    """Digits of any script as 0-9; everything else as it is."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def email_of(text: str) -> str:
    address = squeezed(text).replace(" ", "")
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(str(WORDS["email"])) from None
    return address.lower()


def shown_phone(number: str) -> str:
    """0912345678 as it is read aloud: 0912 345 678."""
    if number.startswith("0") and len(number) in {MOBILE, LANDLINE}:
        return f"{number[:-6]} {number[-6:-3]} {number[-3:]}"
    return number


# --- who answers for the unit


def focal_point(organisation: Organisation, on: date) -> FocalPoint | None:
    """Who answers for external information in the unit on the day."""
    found = FocalPoint.objects.filter(valid_on(on), organisation=organisation, topic=TOPIC)
    return found.select_related("person").order_by("-valid_from").first()


def of_focal_point(focal: FocalPoint) -> Nominee:
    """What is known of the focal point, to be looked over and sent."""
    post = Post.objects.filter(person=focal.person_id, organisation=focal.organisation_id).last()
    known = ContactPoint.objects.filter(person=focal.person_id, organisation=focal.organisation_id)
    reach = dict(known.order_by("pk").values_list("kind", "value"))
    return Nominee(
        full_name=focal.person.full_name,
        position=post.title if post else "",
        phone=reach.get(ContactKind.PHONE, ""),
        email=reach.get(ContactKind.EMAIL, ""),
    )


def is_same_name(one: str, other: str) -> bool:
    return fold(one) == fold(other)
