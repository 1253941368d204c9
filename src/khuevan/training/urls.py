from __future__ import annotations

from django.urls import URLPattern, path

from khuevan.people.desks import DeskView
from khuevan.training.views import (
    after,
    agenda,
    applying,
    attending,
    board,
    changing,
    composition,
    day,
    device,
    doors,
    materials,
    naming,
    own,
    programme,
    questions,
    runs,
    seats,
    sheets,
    speaker_page,
    speakers,
    summons,
    surveys,
    trainee,
    venues,
)
from khuevan.training.views.desk import Desk

app_name = "training"

run_urls = [
    path("", runs.index, name="index"),
    path("new/", runs.new, name="new"),
    path("from-clause/<int:pk>/", runs.from_clause, name="from_clause"),
    path("<int:pk>/", runs.run, name="run"),
    path("<int:pk>/edit/", runs.edit, name="edit"),
    path("<int:pk>/open/", runs.open_, name="open"),
    path("<int:pk>/lock/", runs.lock, name="lock"),
    path("<int:pk>/unlock/", runs.unlock, name="unlock"),
    path("<int:pk>/cancel/", runs.cancel, name="cancel"),
]
summons_urls = [
    path("<int:pk>/summons/", summons.summons, name="summons"),
    path("<int:pk>/summons/send/", summons.summon, name="summon"),
    path("<int:pk>/summons/gate/", summons.override_gate, name="override_gate"),
    path("<int:pk>/summons/draft/", summons.draft, name="summons_draft"),
    path("<int:pk>/summons/all/<int:part>.pdf", summons.print_all, name="summons_all"),
    path("<int:pk>/summons/each/<int:part>-<str:kind>.zip", summons.print_each,
         name="summons_each"),
    path("<int:pk>/summons/<int:nomination>/", summons.file, name="summons_file"),
    path("t/<str:token>/summons.pdf", summons.own_summons, name="trainee_summons"),
]  # fmt: skip
venue_urls = [
    path("venues/", venues.index, name="venues"),
    path("venues/add/", venues.add, name="venue_add"),
    path("venues/<int:pk>/", venues.detail, name="venue"),
    path("venues/<int:pk>/edit/", venues.change, name="venue_change"),
    path("venues/<int:pk>/proof/", venues.add_proof, name="venue_proof"),
    path("venues/proof/<int:pk>/file/", venues.proof_file, name="proof_file"),
    path("<int:pk>/venue/", venues.choose, name="venue_choose"),
    path("<int:pk>/venue/quotes/", venues.hand_over, name="quotes_hand_over"),
    path("<int:pk>/venue/quote/", venues.add_quote, name="quote_add"),
    path("<int:pk>/venue/quote/<int:quote>/file/", venues.quote_file, name="quote_file"),
    path("<int:pk>/venue/quote/<int:quote>/remove/", venues.remove_quote, name="quote_remove"),
]
programme_urls = [
    path("<int:pk>/programme/", programme.programme, name="programme"),
    path("<int:pk>/agenda/", agenda.edit, name="agenda_edit"),
    path("<int:pk>/agenda/versions/", agenda.versions, name="agenda_versions"),
    path("<int:pk>/agenda/print/", agenda.printed, name="agenda_print"),
    path("<int:pk>/agenda/agenda.ics", agenda.calendar, name="agenda_calendar"),
    path("<int:pk>/materials/", materials.materials, name="materials"),
    path("<int:pk>/materials/add/", materials.add, name="material_add"),
    path("<int:pk>/materials/cite/", materials.cite, name="material_cite"),
    path("<int:pk>/materials/take-in/", materials.take_in, name="materials_take_in"),
    path("<int:pk>/materials/pack.zip", materials.pack, name="material_pack"),
    path("<int:pk>/materials/<int:material>/", materials.settle, name="material_settle"),
    path("<int:pk>/materials/<int:material>/file/", materials.file, name="material_file"),
    path("<int:pk>/questions/", questions.box, name="questions"),
    path("<int:pk>/questions/note/", questions.note, name="question_note"),
    path("<int:pk>/questions/<int:question>/", questions.question, name="question"),
    path("<int:pk>/questions/<int:question>/settle/", questions.settle, name="question_settle"),
    path("questions/", questions.faq, name="faq"),
]
speaker_urls = [
    path("speakers/", speakers.index, name="speakers"),
    path("speakers/add/", speakers.add, name="speaker_add"),
    path("speakers/<int:pk>/", speakers.detail, name="speaker"),
    path("speakers/<int:pk>/edit/", speakers.change, name="speaker_change"),
    path("<int:pk>/invite/", speakers.invite, name="invite"),
    path("<int:pk>/invite/<int:invitation>/", speakers.invitation, name="invitation"),
    path("<int:pk>/invite/<int:invitation>/edit/", speakers.change_invitation,
         name="invitation_change"),
    path("<int:pk>/invite/<int:invitation>/send/", speakers.send, name="invitation_send"),
    path("<int:pk>/invite/<int:invitation>/withdraw/", speakers.withdraw,
         name="invitation_withdraw"),
    path("<int:pk>/invite/<int:invitation>/draft/", speakers.draft, name="invitation_draft"),
    path("s/<str:token>/", speaker_page.page, name="speaker_page"),
    path("s/<str:token>/answer/", speaker_page.answer, name="speaker_answer"),
    path("s/<str:token>/slides/", speaker_page.slides, name="speaker_slides"),
    path("s/<str:token>/slides/<int:material>/", speaker_page.file, name="speaker_file"),
    path("s/<str:token>/talk.ics", speaker_page.calendar, name="speaker_calendar"),
]  # fmt: skip
board_urls = [
    path("<int:pk>/board/", board.show, name="board"),
    path("<int:pk>/board/live/", board.live, name="board_live"),
    path("<int:pk>/board/seats/<int:seat_pk>/", board.seat, name="seat"),
    path("<int:pk>/board/seats/<int:seat_pk>/call/", board.call, name="call"),
    path("<int:pk>/board/seats/<int:seat_pk>/take/", seats.take, name="take_seat"),
    path("<int:pk>/calls/", board.calls, name="calls"),
    path("<int:pk>/seats/", seats.seats, name="seats"),
    path("<int:pk>/seats/give/", seats.give, name="give"),
    path("<int:pk>/remind/", runs.remind, name="remind"),
]
composition_urls = [
    path("<int:pk>/composition/", composition.index, name="composition"),
    path("<int:pk>/composition/accept/", composition.accept_right, name="accept_right"),
    path("<int:pk>/composition/judge/", composition.judge_many, name="judge_many"),
    path("<int:pk>/composition/<int:nomination>/", composition.nominee, name="nominee"),
    path("<int:pk>/composition/<int:nomination>/judge/", composition.judge, name="judge"),
    path("<int:pk>/needs/", composition.needs, name="needs"),
    path("<int:pk>/needs/<int:need>/", composition.trace, name="trace_need"),
]
after_urls = [
    path("<int:pk>/day/", day.day, name="day"),
    path("<int:pk>/screen/", day.screen, name="screen"),
    path("here/<int:pk>/<str:code>/", day.here, name="here"),
    path("<int:pk>/attendance/", attending.attendance, name="attendance"),
    path("<int:pk>/attendance/rest/", attending.rest, name="attendance_rest"),
    path("<int:pk>/attendance/<int:seat>/", attending.seat, name="attendance_seat"),
    path("<int:pk>/after/", after.after, name="after"),
    path("<int:pk>/after/hold/", attending.hold, name="hold"),
    path("<int:pk>/after/report/", after.draft, name="report_draft"),
    path("<int:pk>/after/applications/", after.applications, name="applications"),
    path("<int:pk>/after/photos/add/", after.photo_add, name="photo_add"),
    path("<int:pk>/after/photos/<int:photo>/", after.photo, name="photo"),
    path("<int:pk>/after/photos/<int:photo>/remove/", after.photo_remove, name="photo_remove"),
    path("<int:pk>/survey/", surveys.survey, name="survey"),
    path("<int:pk>/survey/propose/", surveys.propose, name="survey_propose"),
    path("<int:pk>/survey/<slug:moment>/open/", surveys.survey_open, name="survey_open"),
    path("<int:pk>/survey/<slug:moment>/close/", surveys.survey_close, name="survey_close"),
    path(
        "<int:pk>/survey/questions/<int:question>/remove/", surveys.question_remove,
        name="question_remove",
    ),
    path("<int:pk>/survey/remarks/<uuid:remark>/hide/", surveys.remark_hide, name="remark_hide"),
    path("t/<str:token>/here/", own.check_in, name="trainee_check_in"),
    path("t/<str:token>/survey/<slug:moment>/", own.survey, name="trainee_survey"),
]  # fmt: skip
sheet_urls = [
    path("<int:pk>/sheet/", sheets.sheet, name="sheet"),
    path("<int:pk>/sheet/print/", sheets.sheet_print, name="sheet_print"),
    path("<int:pk>/sheet/read/", sheets.sheet_read, name="sheet_read"),
    path("sheets/<int:pk>/", sheets.sheet_reading, name="sheet_reading"),
    path("sheets/<int:pk>/confirm/", sheets.sheet_confirm, name="sheet_confirm"),
    path("sheets/<int:pk>/drop/", sheets.sheet_drop, name="sheet_drop"),
    path("sheets/<int:pk>/file/", sheets.sheet_file, name="sheet_file"),
    path("sheets/fields/<int:pk>.jpg", sheets.sheet_field, name="sheet_field"),
]
trainee_urls = [
    path("t/<str:token>/", trainee.first, name="trainee"),
    path("t/<str:token>/class.ics", trainee.calendar, name="trainee_calendar"),
    path("t/<str:token>/documents/", trainee.materials, name="trainee_materials"),
    path("t/<str:token>/documents/read/", trainee.read, name="trainee_read"),
    path("t/<str:token>/documents/pack.zip", trainee.pack, name="trainee_pack"),
    path("t/<str:token>/documents/<int:material>/", trainee.file, name="trainee_file"),
    path("t/<str:token>/questions/", trainee.questions, name="trainee_questions"),
]

door_urls = [
    path("<int:pk>/door/", doors.door, name="door"),
    path("<int:pk>/door/add/", doors.add, name="door_add"),
    path("<int:pk>/door/<int:device>/shut/", doors.shut, name="door_shut"),
    path("<int:pk>/door/<int:device>/hand-in/", doors.hand_in, name="door_hand_in"),
    path("<int:pk>/door/<int:device>/<int:seq>/confirm/", doors.confirm, name="door_confirm"),
    path("door/worker.js", device.worker, name="door_worker"),
    path("door/<str:token>/", device.door, name="door_phone"),
    path("door/<str:token>/app.webmanifest", device.manifest, name="door_manifest"),
    path("door/<str:token>/clock/", device.clock, name="door_clock"),
    path("door/<str:token>/join/", device.join, name="door_join"),
    path("door/<str:token>/scans/", device.scans, name="door_scans"),
    path("door/<str:token>/settle/", device.settle, name="door_settle"),
]

# The unit's pages: (below the door, name, view). Both doors lead to the same views.
UNIT_PAGES: list[tuple[str, str, DeskView]] = [
    ("", "", naming.seats),
    ("past/", "past", naming.past),
    ("<int:pk>/", "seat", naming.seat),
    ("<int:pk>/name/<slug:who>/", "name", naming.name),
    ("<int:pk>/receipt/", "receipt", naming.receipt),
    ("<int:pk>/class.ics", "calendar", naming.calendar),
    ("<int:pk>/change/", "change", changing.change),
    ("<int:pk>/decline/", "decline", changing.decline),
    ("<int:pk>/code/<slug:step>/", "code", changing.ask_code),
    ("application/<int:pk>/", "application", applying.application),
]
unit_urls = [door for page in UNIT_PAGES for door in Desk.doors(*page)]

urlpatterns: list[URLPattern] = [
    *door_urls,
    *run_urls,
    *venue_urls,
    *programme_urls,
    *speaker_urls,
    *after_urls,
    *composition_urls,
    *summons_urls,
    *board_urls,
    *sheet_urls,
    *trainee_urls,
    *unit_urls,
]
