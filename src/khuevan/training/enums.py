from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("Face to face")
    ONLINE = "online", _("Online")


class RunState(models.TextChoices):
    """A class. What stands in its way (plan, estimate, venue) is computed, never stored."""

    PREPARING = "preparing", pgettext_lazy("class", "Being prepared")
    NOMINATING = "nominating", _("Units nominate")
    LOCKED = "locked", _("List locked")
    SUMMONED = "summoned", pgettext_lazy("class", "Summoned")
    HELD = "held", pgettext_lazy("class", "Held")
    CANCELLED = "cancelled", pgettext_lazy("class", "Cancelled")


# The only moves there are: from -> to. Who may make them stands in actions.
RUN_MOVES: dict[RunState, frozenset[RunState]] = {
    RunState.PREPARING: frozenset({RunState.NOMINATING, RunState.CANCELLED}),
    RunState.NOMINATING: frozenset({RunState.LOCKED, RunState.CANCELLED}),
    RunState.LOCKED: frozenset({RunState.NOMINATING, RunState.SUMMONED, RunState.CANCELLED}),
    RunState.SUMMONED: frozenset({RunState.HELD, RunState.CANCELLED}),
    RunState.HELD: frozenset(),
    RunState.CANCELLED: frozenset(),
}


class SeatState(models.TextChoices):
    """A unit's seat until the door; who came is the attendance's to say."""

    OPEN = "open", _("Not answered")
    NOMINATED = "nominated", pgettext_lazy("seat", "Nominated")
    AMEND = "amend", _("To be completed")
    VALID = "valid", pgettext_lazy("seat", "Valid")
    SUMMONED = "summoned", pgettext_lazy("seat", "Summoned")
    DECLINED = "declined", _("Sends nobody")


HAS_NOMINEE = frozenset({SeatState.NOMINATED, SeatState.AMEND, SeatState.VALID, SeatState.SUMMONED})

# A substitute after the summons starts again at NOMINATED.
SEAT_MOVES: dict[SeatState, frozenset[SeatState]] = {
    SeatState.OPEN: frozenset({SeatState.NOMINATED, SeatState.DECLINED}),
    SeatState.NOMINATED: frozenset(
        {SeatState.NOMINATED, SeatState.AMEND, SeatState.VALID, SeatState.DECLINED, SeatState.OPEN}
    ),
    SeatState.AMEND: frozenset(
        {SeatState.NOMINATED, SeatState.VALID, SeatState.DECLINED, SeatState.OPEN}
    ),
    SeatState.VALID: frozenset(
        {SeatState.NOMINATED, SeatState.AMEND, SeatState.SUMMONED, SeatState.DECLINED,
         SeatState.OPEN}
    ),
    SeatState.SUMMONED: frozenset({SeatState.NOMINATED, SeatState.DECLINED, SeatState.OPEN}),
    SeatState.DECLINED: frozenset({SeatState.NOMINATED, SeatState.OPEN}),
}  # fmt: skip


class Verdict(models.TextChoices):
    """Is the nominee the right one ("đúng thành phần")? The machine proposes, a person decides."""

    RIGHT = "right", _("Right composition")
    DOUBTFUL = "doubtful", _("To be looked at")
    WRONG = "wrong", _("Wrong composition")


class Outcome(models.TextChoices):
    """Who came. A machine only ever says "present"; that somebody was missing a person says."""

    PRESENT = "present", pgettext_lazy("attendance", "Present")
    EXCUSED = "excused", pgettext_lazy("attendance", "Absent with reason")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")


class Witness(models.TextChoices):
    """From where it is known that somebody came."""

    DOOR = "door", pgettext_lazy("attendance", "Scanned at the door")
    SELF = "self", pgettext_lazy("attendance", "Own check-in with the code on the screen")
    SHEET = "sheet", pgettext_lazy("attendance", "Signed the sheet")
    PERSON = "person", pgettext_lazy("attendance", "Said by an officer")


class CheckInHow(models.TextChoices):
    SCANNED = "scanned", pgettext_lazy("check-in", "Code scanned")
    TYPED = "typed", pgettext_lazy("check-in", "Digits typed")


class Moment(models.TextChoices):
    """When a class is asked."""

    BEFORE = "before", _("Before the class")
    AFTER = "after", _("After the class")


class QuestionPart(models.TextChoices):
    """Knowledge is asked before and after (R04), the evaluation only after."""

    KNOWLEDGE = "knowledge", _("Knowledge")
    EVALUATION = "evaluation", _("Evaluation")


class QuestionForm(models.TextChoices):
    SCALE = "scale", _("From 1 to 5")
    CHOICE = "choice", _("One of several answers")
    WORDS = "words", _("In own words")


class Applied(models.TextChoices):
    """What a unit made of what was learnt (R44)."""

    YES = "yes", pgettext_lazy("application", "Applied")
    PARTLY = "partly", pgettext_lazy("application", "Applied in part")
    NOT_YET = "not_yet", pgettext_lazy("application", "Not yet applied")


class Ink(models.TextChoices):
    """What the ink in a row of the sign-in sheet proposes; a person decides."""

    SIGNED = "signed", pgettext_lazy("sheet", "Signed")
    EMPTY = "empty", pgettext_lazy("sheet", "Empty")
    UNSURE = "unsure", pgettext_lazy("sheet", "Unsure")


class SessionKind(models.TextChoices):
    """What a line of the agenda is; only TAUGHT ones are about the syllabus."""

    REGISTER = "register", _("Registration")
    OPENING = "opening", _("Opening")
    TALK = "talk", _("Talk")
    DISCUSSION = "discussion", _("Discussion, questions")
    BREAK = "break", _("Break")
    CLOSING = "closing", pgettext_lazy("agenda", "Closing")
    OTHER = "other", pgettext_lazy("agenda", "Other")


TAUGHT = frozenset({SessionKind.TALK, SessionKind.DISCUSSION})


class InvitationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("invitation", "Not sent yet")
    INVITED = "invited", pgettext_lazy("invitation", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    OTHER_TIME = "other_time", _("Proposes another time")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")


# While one of these stands, the same speaker is not invited to the same class again.
OPEN_INVITATIONS = frozenset({
    InvitationState.DRAFT, InvitationState.INVITED, InvitationState.ACCEPTED,
    InvitationState.OTHER_TIME,
})  # fmt: skip
# What the private page of a speaker opens for an answer; a speaker may think again.
ANSWERABLE = frozenset({
    InvitationState.INVITED, InvitationState.ACCEPTED, InvitationState.OTHER_TIME,
    InvitationState.DECLINED,
})  # fmt: skip


class MaterialKind(models.TextChoices):
    DIRECTIVE = "directive", _("Directive document")
    SLIDES = "slides", _("Slides")
    HANDOUT = "handout", _("Handout")


class AskedWhen(models.TextChoices):
    """When a question was asked."""

    BEFORE = "before", pgettext_lazy("question", "Before the class")
    DURING = "during", pgettext_lazy("question", "During the class")
    AFTER = "after", pgettext_lazy("question", "After the class")


class QuestionState(models.TextChoices):
    NEW = "new", pgettext_lazy("question", "Not looked at yet")
    SHOWN = "shown", pgettext_lazy("question", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    HIDDEN = "hidden", pgettext_lazy("question", "Put aside")
    JOINED = "joined", pgettext_lazy("question", "Joined to another")


PUBLISHED = frozenset({QuestionState.SHOWN, QuestionState.ANSWERED})


class ScanKind(models.TextChoices):
    """A line of a door device's journal."""

    SCAN = "scan", _("Ticket read")
    NAME = "name", _("Found by name")
    SUBSTITUTE = "substitute", _("Substitute at the door")
    VOID = "void", _("Taken back")


class Said(models.TextChoices):
    """What a door answers to a ticket; static/training/door/judge.js says the same."""

    IN = "in", _("Come in")
    TWICE = "twice", _("Scanned already")
    CANCELLED = "cancelled", _("Ticket cancelled")
    FORGED = "forged", _("Not genuine")
    OTHER = "other", _("Another class")
    EARLY = "early", _("Too early")
    EXPIRED = "expired", _("Ticket has run out")
    UNKNOWN = "unknown", _("Not on this phone yet")
    STRANGE = "strange", _("Not a ticket")


class Trouble(models.TextChoices):
    """What the journals of the doors leave to a person."""

    TWICE = "twice", _("One ticket shown more than once")
    ENDED = "ended", _("Let in with a ticket that was cancelled before")
    ENDED_LATER = "ended_later", _("Let in, cancelled afterwards")
    SEAT_TWICE = "seat_twice", _("Two persons on one seat")
    SUBSTITUTE = "substitute", _("Substitute at the door, to be confirmed")
    MISJUDGED = "misjudged", _("Let in with a ticket that is not genuine")
    TURNED_AWAY = "turned_away", _("Turned away with a genuine ticket")
    CLOCK = "clock", _("The clock of the phone cannot be right")


class Reason(models.TextChoices):
    """What a rule of composition saw; see composition.py."""

    NOT_CIVIL_SERVANT = "not_civil_servant", _("The position is not that of a civil servant")
    PUBLIC_EMPLOYEE = "public_employee", _("A public employee (viên chức), not a civil servant")
    NO_REASON = "no_reason", _("Not the unit's focal point, and no reason is given")
    OTHER_DUTY = "other_duty", _("The position says nothing of external information")
    ON_LEAVE = "on_leave", _("The person seems to be on leave")
    NAMED_TWICE = "named_twice", _("Another unit has named the same person")
    SAME_REACH = "same_reach", _("Another unit's nominee has the same phone or e-mail")
    OF_OTHER_UNIT = "of_other_unit", _("The phone or e-mail belongs to another unit")
    UNREACHABLE = "unreachable", _("Neither phone nor e-mail is given")


class LetterStanding(models.TextChoices):
    """Is there a signed letter behind the answer of a seat, and does it speak of who is named now?"""

    THERE = "there", _("Letter is there")
    OLD = "old", _("Letter names somebody else")
    NONE = "none", _("No letter yet")


class CallOutcome(models.TextChoices):
    """What came of a call to a unit."""

    PROMISED = "promised", _("Will nominate")
    REACHED = "reached", _("Reached, no promise")
    NO_ANSWER = "no_answer", _("Nobody answered")
    WRONG = "wrong", _("Wrong number")


class Kind(models.TextChoices):
    """Audit kinds of this app."""

    COURSE_CHANGED = "training.course_changed", _("Course of the catalogue changed")
    RUN_MADE = "training.run_made", _("Class made")
    RUN_CHANGED = "training.run_changed", _("Class changed")
    RUN_MOVED = "training.run_moved", _("Class moved on")
    SEATED = "training.seated", _("Seats given to units")
    NOMINATED = "training.nominated", _("Nominee named")
    SUBSTITUTED = "training.substituted", _("Nominee substituted")
    DECLINED = "training.declined", _("Unit sends nobody")
    LETTER_SENT = "training.letter_sent", _("Signed letter of the unit attached")
    NEED_TRACED = "training.need_traced", _("Need led to a part of the syllabus")
    JUDGED = "training.judged", _("Composition judged")
    CALLED = "training.called", _("Unit called")
    REMINDED = "training.reminded", _("Units reminded to nominate")
    IMPORTED = "training.imported", _("Roster taken in from a sheet")
    GATE_OPENED = "training.gate_opened", _("Gate opened by exception")
    SUMMONED = "training.summoned", pgettext_lazy("audit", "Summons sent")
    RECALLED = "training.recalled", pgettext_lazy("audit", "Summons withdrawn")
    SUMMONS_DRAFTED = "training.summons_drafted", _("Signed document of the summonses drafted")
    VENUE_CHANGED = "training.venue_changed", _("Venue changed")
    QUOTE_ADDED = "training.quote_added", _("Quote of a venue added")
    AGENDA_CHANGED = "training.agenda_changed", _("Agenda changed")
    SPEAKER_CHANGED = "training.speaker_changed", _("Speaker changed")
    SPEAKER_INVITED = "training.speaker_invited", _("Speaker invited")
    SPEAKER_ANSWERED = "training.speaker_answered", _("Speaker answered")
    MATERIAL_CHANGED = "training.material_changed", _("Material changed")
    QUESTION_MOVED = "training.question_moved", _("Question moderated or answered")
    DEVICE_MADE = "training.device_made", _("Door device made ready or shut off")
    SCANS_TAKEN = "training.scans_taken", _("Scans taken in from a device")
    SHEET_PRINTED = "training.sheet_printed", _("Sign-in sheet printed")
    SHEET_READ = "training.sheet_read", _("Sign-in sheet read back")
    ATTENDANCE_SET = "training.attendance_set", _("Attendance set by a person")
    TAKEN_OVER = "training.taken_over", _("Seats settled by what was seen at the door")
    CHECKED_IN = "training.checked_in", _("Nominee checked in with the code on the screen")
    CERTIFIED = "training.certified", _("Confirmation of attendance issued or revoked")
    SURVEYED = "training.surveyed", _("Survey opened or closed")
    APPLIED = "training.applied", _("Application of what was learnt reported")
    REPORT_DRAFTED = "training.report_drafted", _("Report of the class drafted")
    FORGOTTEN = "training.forgotten", _("Personal data of a class anonymised")
