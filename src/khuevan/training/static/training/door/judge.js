/* What a ticket is worth at this door: pure, so that it can be tried without a phone.
   khuevan.training.enums.Said names the verdicts; attendance.py judges again with the server's key. */
(() => {
  "use strict";
  const FORM = /KV1\.([0-9A-Z]{1,12})\.([0-9A-Z]{1,12})\.([A-Z2-7]{20})(?![A-Z0-9])/;

  /** The ticket in a read text, bare or inside an address; null when there is none. */
  const parse = (text) => {
    const found = FORM.exec(String(text).trim().toUpperCase());
    if (!found) return null;
    return { text: found[0], run: parseInt(found[1], 36), nomination: parseInt(found[2], 36), signature: found[3] };
  };

  /** A pack as it came, made quick to ask. */
  const open = (pack) => ({
    ...pack,
    people: new Map(pack.people.map(([n, seat, signature, name, position, ended]) =>
      [n, { nomination: n, seat, signature, name, position, ended: Boolean(ended) }])),
    seats: new Map(pack.seats.map(([id, number, unit]) => [id, { id, number, unit }])),
  });

  const outside = (pack, now) => {
    if (pack.opens && now < pack.opens) return { said: "early", time: pack.starts };
    if (pack.closes && now > pack.closes) return { said: "expired", time: pack.closes };
    return null;
  };

  /** Somebody who is named: is it their hour, and are they here already? */
  const admit = (person, pack, arrived, now) => {
    if (person.ended) return { said: "cancelled", person };
    const hour = outside(pack, now);
    if (hour) return { ...hour, person };
    const first = arrived.get(person.nomination);
    return first ? { said: "twice", person, first } : { said: "in", person };
  };

  const judge = (text, pack, arrived, now) => {
    const ticket = parse(text);
    if (!ticket) return { said: "strange", ticket: "" };
    if (ticket.run !== pack.run) return { said: "other", ticket: ticket.text };
    const person = pack.people.get(ticket.nomination);
    if (!person) {
      return { said: ticket.nomination > pack.newest ? "unknown" : "forged", ticket: ticket.text };
    }
    if (person.signature !== ticket.signature) return { said: "forged", ticket: ticket.text };
    return { ...admit(person, pack, arrived, now), ticket: ticket.text };
  };

  const fold = (text) =>
    String(text).toLowerCase().replace(/[đð]/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "")
      .replace(/[\s\u2010-\u2015-]+/g, " ").trim();

  /** Everybody whose name or unit holds every word, without marks; those with the name first. */
  const find = (words, pack) => {
    const asked = fold(words).split(" ").filter(Boolean);
    if (!asked.length) return [];
    const hits = [];
    for (const person of pack.people.values()) {
      if (person.ended) continue;
      const seat = pack.seats.get(person.seat);
      const name = fold(person.name);
      const whole = `${name} ${fold(seat ? seat.unit : "")}`;
      if (asked.every((word) => whole.includes(word))) {
        hits.push({ person, seat, rank: asked.every((word) => name.includes(word)) ? 0 : 1 });
      }
    }
    return hits.sort((a, b) => a.rank - b.rank || (a.seat ? a.seat.number : 0) - (b.seat ? b.seat.number : 0));
  };

  self.khuevanJudge = { parse, open, judge, admit, find, fold };
})();
