"""The words of the door's screen, which its scripts put together; judge.js names their keys."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khuevan.training.enums import Said

# For each verdict: what stands in large letters is the label of Said; this is the reason below it.
WHY: dict[Said, str | Promise] = {
    Said.IN: _("Right class, right person"),
    Said.TWICE: _("This ticket came in at {door} at {time}"),
    Said.CANCELLED: _("The unit has named another person since, or sends nobody"),
    Said.FORGED: _("The signature does not fit: this ticket is not from the office"),
    Said.OTHER: _("A ticket of another class"),
    Said.EARLY: _("The class is on {time}"),
    Said.EXPIRED: _("The class ended at {time}"),
    Said.UNKNOWN: _("Issued after this phone was prepared: update the list, or find the person by name"),
    Said.STRANGE: _("This code is no summons of ours"),
}  # fmt: skip

SCREEN: dict[str, str | Promise] = {
    "online": pgettext_lazy("door", "Online"),
    "offline": _("Offline – {n} waiting"),
    "sending": _("Sending {n}"),
    "shut": _("The office has shut this door – {n} waiting"),
    "seat": _("Seat {n}"),
    "kept": _("Written on this phone, sent when there is a line"),
    "by_name": _("Checked in by name"),
    "substitute_in": _("Substitute noted; the office confirms"),
    "full": _("Not written down"),
    "full_why": _(
        "The phone's storage is full or refuses. Do not count on it: write the name on paper, "
        "then free some space."
    ),
    "no_camera": _("The camera does not open. Allow it in the browser's settings, or find people by name."),
    "looking": _("Hold the code before the camera"),
    "other_tab": _("This door is open in another window of this phone. Close that one, then open this again."),
    "clock_good": _("Clock right to {n} s"),
    "clock_fast": _("Clock fast by {n}, counted in"),
    "clock_slow": _("Clock slow by {n}, counted in"),
    "minutes": _("{n} min"),
    "seconds": _("{n} s"),
    "list_ready": _("{n} seats, list of {time}"),
    "page_ready": _("Opens without a line"),
    "page_not": _("Could not be kept: leave this page open while there is no line"),
    "test_ready": _("The camera reads codes"),
    "test_wait": _("Hold any QR code before the camera"),
    "prepare_failed": _("No answer from the office. Come nearer to the network and prepare again."),
    "come": _("came {time}, {door}"),
    "confirm_in": _("{name} is here"),
    "nobody_named": _("nobody named"),
    "taken_back": _("Taken back"),
    "synced": _("Synchronised {have}/{all}, {bad} errors"),
    "equal": _("The office has this phone's journal to the byte."),
    "not_equal": _(
        "The office does not have all of it yet. Stay here with a line, or save the journal to a file "
        "and hand it in."
    ),
}  # fmt: skip


def door_words() -> dict[str, dict[str, str]]:
    return {
        "said": {one.value: str(one.label) for one in Said},
        "why": {one.value: str(words) for one, words in WHY.items()},
        "screen": {name: str(words) for name, words in SCREEN.items()},
    }
