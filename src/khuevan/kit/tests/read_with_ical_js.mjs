// Prints [[uid, start, status], ...] of every occurrence that ical.js finds in a file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const here = createRequire(pathToFileURL(process.cwd() + "/package.json"));
const { default: ICAL } = await import(pathToFileURL(here.resolve("ical.js")));

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone"))
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));

const iso = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
const seen = [];
for (const component of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(component);
  const status = component.getFirstPropertyValue("status");
  if (!event.isRecurring()) seen.push([event.uid, iso(event.startDate), status]);
  else {
    const times = event.iterator();
    for (let time = times.next(); time; time = times.next())
      seen.push([event.uid, iso(time), status]);
  }
}
console.log(JSON.stringify(seen));
