"""What the script of the unit's form says; the page hands it over (static/reports/form.js)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khuevan.reports import rules

DEVICE = {
    "saved": _("Saved at {at}"),
    "kept": _("Kept on this device; cells on their way: {n}"),
    "offline": _("Offline – cells waiting on this device: {n}"),
    "offline_idle": _("Offline. You can go on: what you write is kept on this device."),
    "unkept": _("This browser keeps nothing without a line: press Save before you leave."),
    "typing": _("Not kept yet…"),
    "wrong": _("Cells to mend: {n}"),
    "closed": _(
        "This link opens the page no more; cells kept on this device: {n}. "
        "Ask the office for a new link and open it on this device."
    ),
    "refused": _("The server did not take it; cells kept on this device: {n}. Load the page again."),
    "queued": _("The report waits on this device and is sent when there is a line."),
    "unqueued": _("The report was changed, so it no longer waits to be sent. Press Send again."),
    "merged": _("Cells changed from another device: {n}. Look at them before you send."),
    "cell_wait": _("kept on this device, waits for a line"),
    "cell_saved": _("saved at {at}"),
    "cell_read": _("saved {value} at {at}"),
    "cell_secret": _("not kept, neither here nor at the office"),
    "cell_from": _("came from another device"),
    "system": _("The system now counts {value}."),
    "conflict": _("Two devices wrote different answers. Which one stands?"),
    "mine": _("Keep this device's: {words}"),
    "theirs": _("Take the other device's: {words}"),
    "empty": _("(empty)"),
    "file_large": _("“{name}” has {size} MB; at most {limit} MB. Take it again smaller."),
    "file_kind": _("“{name}” is no picture. Choose a photo (JPEG, PNG, WebP)."),
    "file_wait": _("{name}: waits for a line"),
    "file_sent": _("{name}: received"),
    "fix": _("Not sent yet: please mend this"),
    "cancel": _("Do not send yet"),
    "forgotten": _("Nothing of the report is kept on this device any more."),
    "left": _("Kept on this device only; the office does not have it"),
    "discard": _("Drop it from this device"),
    "forget": _("Take the form and everything kept for it off this device?"),
    "forget_lost": _(
        "Cells that have not reached the office and would be lost: {n}. "
        "Take everything off this device all the same?"
    ),
}  # fmt: skip


def for_device() -> dict[str, dict[str, str]]:
    return {
        "words": {key: str(words) for key, words in DEVICE.items()},
        "problems": {code: str(words) for code, words in rules.WORDS.items()},
    }
