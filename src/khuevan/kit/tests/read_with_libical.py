"""Run by the system's Python, which has the binding: every occurrence that libical finds."""

import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib as ical  # noqa: E402, N813

STATUS = {
    ical.PropertyStatus.CONFIRMED: "CONFIRMED",
    ical.PropertyStatus.TENTATIVE: "TENTATIVE",
    ical.PropertyStatus.CANCELLED: "CANCELLED",
}
seen = []


def note(component, span, *_):
    day = component.get_dtstart()
    moment = ical.Time.new_from_timet_with_zone(
        span.get_start(), day.is_date(), ical.Timezone.get_utc_timezone()
    )
    text = moment.as_ical_string()
    year, month, date = text[:4], text[4:6], text[6:8]
    start = f"{year}-{month}-{date}"
    if not day.is_date():
        start += f"T{text[9:11]}:{text[11:13]}:{text[13:15]}+00:00"
    seen.append([component.get_uid(), start, STATUS[component.get_status()]])


def main(path):
    calendar = ical.Component.new_from_string(Path(path).read_text(encoding="utf-8"))
    assert calendar.count_errors() == 0, calendar.as_ical_string()
    assert calendar.check_restrictions(), calendar.as_ical_string()
    first, last = (ical.Time.new_from_string(f"{year}0101T000000Z") for year in (2020, 2040))
    event = calendar.get_first_component(ical.ComponentKind.VEVENT_COMPONENT)
    while event:
        event.foreach_recurrence(first, last, note)
        event = calendar.get_next_component(ical.ComponentKind.VEVENT_COMPONENT)
    print(json.dumps(seen))


main(sys.argv[1])
