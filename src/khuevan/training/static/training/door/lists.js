/* The sheets over the camera: finding by name, who has not come, a substitute, the end of the day. */
(() => {
  "use strict";
  const { part, say, clock } = self.khuevanScreen;
  const { find, fold } = self.khuevanJudge;
  const MOST = 30;
  let door = null;

  const sheet = (name) => part(name);
  const open = (name) => {
    sheet(name).showModal();
    const first = sheet(name).querySelector("input");
    if (first) first.focus();
  };
  document.querySelectorAll("[data-shut]").forEach((one) =>
    one.addEventListener("click", () => one.closest("dialog").close()));

  const button = (label, look, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = look;
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  const row = (title, notes, ...acts) => {
    const made = document.createElement("li");
    const head = document.createElement("b");
    head.textContent = title;
    made.append(head, ...notes.filter(Boolean).map((text) => {
      const note = document.createElement("span");
      note.textContent = text;
      return note;
    }), ...acts);
    return made;
  };

  const came = (mark) => say("come", { time: clock(mark.at), door: mark.door });

  const hit = ({ person, seat }) => {
    const mark = door.arrived.get(person.nomination);
    const notes = [person.position, seat && `${seat.unit} · ${say("seat", { n: seat.number })}`, mark && came(mark)];
    const act = () => {
      sheet("find").close();
      door.byName(person);
    };
    return row(person.name, notes, ...(mark ? [] : [button(say("confirm_in", { name: person.name }), "btn btn-main", act)]));
  };

  const search = () => {
    const words = part("find-words").value;
    if (self.khuevanJudge.parse(words)) return;
    const hits = find(words, door.pack).slice(0, MOST);
    part("find-hits").replaceChildren(...hits.map(hit));
    part("find-none").hidden = Boolean(hits.length) || fold(words).length < 2;
  };

  /** A typed or pressed-in ticket (a reader on a cable types and sends Enter). */
  const enter = (event) => {
    event.preventDefault();
    const words = part("find-words").value;
    if (!self.khuevanJudge.parse(words)) return;
    sheet("find").close();
    door.present(words);
  };

  const empty = () => {
    const people = new Map([...door.pack.people.values()].filter((one) => !one.ended).map((one) => [one.seat, one]));
    const seats = [...door.pack.seats.values()].filter((seat) => !door.seatsCome.has(seat.id));
    return seats.map((seat) => [seat, people.get(seat.id)]);
  };

  const showEmpty = () => {
    const rows = empty().map(([seat, person]) =>
      row(seat.unit, [person ? person.name : say("nobody_named"), say("seat", { n: seat.number })]));
    part("empty-list").replaceChildren(...rows);
    part("empty-none").hidden = Boolean(rows.length);
    open("empty");
  };

  const showSubstitute = (seat) => {
    const form = part("substitute-form");
    form.reset();
    part("substitute-wrong").hidden = true;
    const choices = [...door.pack.seats.values()].map((one) => {
      const made = document.createElement("option");
      made.value = String(one.id);
      made.textContent = `${one.unit} · ${say("seat", { n: one.number })}`;
      return made;
    });
    form.elements.seat.replaceChildren(new Option("", ""), ...choices);
    form.elements.seat.value = seat ? String(seat) : "";
    open("substitute");
  };

  const substitute = (event) => {
    event.preventDefault();
    const form = part("substitute-form");
    const tidy = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
    const [name, position, seat] = [tidy(form.elements.name.value), tidy(form.elements.position.value), Number(form.elements.seat.value)];
    if (!name || !position || !seat) {
      part("substitute-wrong").hidden = false;
      return;
    }
    sheet("substitute").close();
    door.substitute({ seat, name, position });
  };

  const counts = () => {
    const all = new Map();
    door.lines.forEach((line) => {
      const key = line.kind === "void" ? "back" : line.said;
      all.set(key, (all.get(key) || 0) + 1);
    });
    return [...all].map(([key, count]) => {
      const word = key === "back" ? say("taken_back") : self.khuevanScreen.facts.words.said[key];
      return row(`${count}`, [word]);
    });
  };

  const digest = async (lines) => {
    const bytes = new TextEncoder().encode(lines.map(({ line }) => `${line}\n`).join(""));
    const sum = await crypto.subtle.digest("SHA-256", bytes);
    return Array.from(new Uint8Array(sum), (one) => one.toString(16).padStart(2, "0")).join("");
  };

  const settle = async () => {
    const lines = await self.khuevanJournal.journal();
    let have = 0;
    let equal = false;
    try {
      await self.khuevanSync.push();
      const answer = await self.khuevanSync.settle();
      have = answer.have;
      equal = answer.digest === (await digest(lines));
    } catch (_error) { /* without a line nothing is promised */ }
    const bad = equal ? 0 : Math.max(lines.length - have, have > lines.length ? 1 : 0, have === lines.length ? 1 : 0);
    part("settled").textContent = say("synced", { have, all: lines.length, bad });
    part("settled").dataset.equal = String(equal);
    part("settled-note").textContent = say(equal ? "equal" : "not_equal");
    document.documentElement.dataset.settled = equal ? "yes" : "no";
  };

  const showEnd = () => {
    part("counts").replaceChildren(...counts());
    open("end");
    return settle();
  };

  /** The journal as a file: the way in when the network never comes back. */
  const save = async () => {
    const lines = await self.khuevanJournal.journal();
    const file = new Blob([lines.map(({ line }) => `${line}\n`).join("")], { type: "application/jsonl" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${door.name}.jsonl`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const wire = (made) => {
    door = made;
    part("find-words").addEventListener("input", search);
    part("find-form").addEventListener("submit", enter);
    part("substitute-form").addEventListener("submit", substitute);
    part("open-find").addEventListener("click", () => {
      part("find-words").value = "";
      search();
      open("find");
    });
    part("open-empty").addEventListener("click", showEmpty);
    part("open-substitute").addEventListener("click", () => showSubstitute(door.seatShown));
    part("open-end").addEventListener("click", showEnd);
    part("settle").addEventListener("click", settle);
    part("save").addEventListener("click", save);
  };

  self.khuevanLists = { wire, settle };
})();
