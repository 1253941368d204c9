/* A door: what is held before the camera, found by name or noted by hand becomes a line of the journal;
   only when the line is written down does the screen say a word. */
(() => {
  "use strict";
  const screen = self.khuevanScreen;
  const journal = self.khuevanJournal;
  const sync = self.khuevanSync;
  const { facts, part, say } = screen;
  const root = document.documentElement;
  const door = {
    name: facts.name, pack: null, arrived: new Map(), seatsCome: new Map(), lines: [], times: [], seatShown: 0,
  };
  let others = new Map();
  let lastIn = null;
  let turn = Promise.resolve();

  const now = () => Date.now() + (sync.state.offset || 0);

  /** One thing after another: two codes in one frame never see the same moment. */
  const inTurn = (work) => {
    turn = turn.then(work, work);
    return turn;
  };

  const note = (nomination, seat, mark) => {
    if (nomination && !door.arrived.has(nomination)) door.arrived.set(nomination, mark);
    if (seat && !door.seatsCome.has(seat)) door.seatsCome.set(seat, mark);
  };

  const nominationOf = (line) => {
    if (line.kind === "name") return line.n;
    const ticket = line.kind === "scan" ? self.khuevanJudge.parse(line.ticket) : null;
    return ticket ? ticket.nomination : 0;
  };

  /** Who has come, from this phone's lines and what other doors told. */
  const recount = () => {
    door.arrived.clear();
    door.seatsCome.clear();
    const fallen = new Set(door.lines.filter((line) => line.kind === "void").map((line) => line.of));
    door.lines.filter((line) => line.said === "in" && !fallen.has(line.seq)).forEach((line) => {
      const nomination = nominationOf(line);
      const person = door.pack && door.pack.people.get(nomination);
      note(nomination, person ? person.seat : line.s, { at: line.at + (line.off || 0), door: door.name });
    });
    const back = new Set([...others.values()].filter((one) => !one[2]).map((one) => `${one[4]}/${one[5]}`));
    [...others.values()].filter((one) => one[2] && !back.has(`${one[4]}/${one[5]}`))
      .sort((a, b) => a[3] - b[3])
      .forEach(([nomination, seat, name, at]) => note(nomination, seat, { at, door: name }));
    if (door.pack) screen.tally(door.seatsCome.size, door.pack.seats.size);
  };

  const usePack = (pack, at) => {
    door.pack = self.khuevanJudge.open(pack);
    door.packAt = at;
    sync.state.version = pack.version;
    recount();
    part("list-state").textContent = say("list_ready", { n: pack.seats.length, time: screen.clock(at) });
  };

  const write = async (line) => {
    try {
      const kept = await journal.append({ at: Date.now(), off: sync.state.offset, ...line });
      door.lines.push(kept);
      sync.state.total = kept.seq;
      return kept;
    } catch (_error) {
      screen.full();
      root.dataset.full = "yes";
      return null;
    }
  };

  const after = (kept, verdict, seat) => {
    if (kept.said === "in") {
      lastIn = { seq: kept.seq, name: verdict.person.name };
      note(nominationOf(kept), seat ? seat.id : 0, { at: kept.at + (kept.off || 0), door: door.name });
    }
    door.seatShown = seat ? seat.id : 0;
    screen.verdict(verdict, seat, sync.state.net === "online");
    if (door.pack) screen.tally(door.seatsCome.size, door.pack.seats.size);
    sync.push();
  };

  const seatOf = (person) => (person ? door.pack.seats.get(person.seat) : null);

  const present = (text, since) => inTurn(async () => {
    if (!door.pack) return null;
    const began = since || performance.now();
    const verdict = self.khuevanJudge.judge(text, door.pack, door.arrived, now());
    const kept = await write({ kind: "scan", ticket: verdict.ticket, said: verdict.said });
    if (!kept) return null;
    after(kept, verdict, seatOf(verdict.person));
    door.times.push(performance.now() - began);
    root.dataset.lines = String(kept.seq);
    return verdict.said;
  });

  const byName = (person) => inTurn(async () => {
    const verdict = self.khuevanJudge.admit(person, door.pack, door.arrived, now());
    const kept = await write({ kind: "name", n: person.nomination, said: verdict.said });
    if (!kept) return null;
    after(kept, { ...verdict, note: "by_name" }, seatOf(person));
    root.dataset.lines = String(kept.seq);
    return verdict.said;
  });

  const substitute = ({ seat, name, position }) => inTurn(async () => {
    const kept = await write({ kind: "substitute", s: seat, name, position, said: "in" });
    if (!kept) return null;
    after(kept, { said: "in", note: "substitute_in", person: { name, position } }, door.pack.seats.get(seat));
    root.dataset.lines = String(kept.seq);
    return "in";
  });

  const takeBack = () => inTurn(async () => {
    if (!lastIn) return;
    const kept = await write({ kind: "void", of: lastIn.seq, said: "" });
    if (!kept) return;
    screen.takenBack(lastIn.name);
    lastIn = null;
    recount();
    root.dataset.lines = String(kept.seq);
    sync.push();
  });
  document.addEventListener("khuevan:take-back", takeBack);

  sync.told.line = screen.line;
  sync.told.pack = usePack;
  sync.told.news = async (news) => {
    news.forEach((one) => others.set(`${one[2] ? "in" : "back"}:${one[4]}/${one[5]}`, one));
    recount();
    await journal.put("others", [...others.values()]);
  };

  /** The page itself for when there is no line; resolves to whether it is kept. */
  const keepPage = () =>
    self.khuevanKeep({
      worker: facts.worker, scope: facts.base, extra: [facts.wasm, facts.icons], prune: true, renew: true,
    }).then(() => true, () => false);

  const length = (milliseconds) => {
    const seconds = Math.round(Math.abs(milliseconds) / 1000);
    return seconds < 90 ? say("seconds", { n: seconds }) : say("minutes", { n: Math.round(seconds / 60) });
  };
  const showClock = (offset) => {
    const small = Math.abs(offset) < 2500;
    const key = small ? "clock_good" : offset < 0 ? "clock_fast" : "clock_slow";
    part("clock-state").textContent = say(key, {
      n: small ? (Math.abs(offset) / 1000).toLocaleString(root.lang, { maximumFractionDigits: 1 }) : length(offset),
    });
  };
  const step = (name, state) => { part(name).dataset.state = state; };

  const prepare = async () => {
    part("prepare-wrong").hidden = true;
    part("go").disabled = true;
    ["step-list", "step-clock", "step-page"].forEach((name) => step(name, "doing"));
    try {
      showClock(await sync.measure(3));
      step("step-clock", "done");
      await sync.join();
      step("step-list", "done");
      if (navigator.storage && navigator.storage.persist) await navigator.storage.persist().catch(() => false);
      const kept = await keepPage();
      part("page-state").textContent = say(kept ? "page_ready" : "page_not");
      step("step-page", kept ? "done" : "overdue");
      root.dataset.kept = kept ? "yes" : "no";
      await journal.put("prepared", true);
      part("go").disabled = false;
      sync.push();
    } catch (_error) {
      part("prepare-wrong").textContent = say("prepare_failed");
      part("prepare-wrong").hidden = false;
      part("go").disabled = !door.pack;
    }
    const ready = !part("go").disabled;
    root.dataset.prepared = ready ? "yes" : "no";
    part("go").classList.toggle("btn-main", ready);
    part("prepare-start").classList.toggle("btn-main", !ready);
  };

  const test = async () => {
    part("test-state").textContent = say("test_wait");
    const works = await self.khuevanCamera.start(() => {
      part("test-state").textContent = say("test_ready");
      step("step-test", "done");
      if (navigator.vibrate) navigator.vibrate([90]);
    });
    if (!works) part("test-state").textContent = say("no_camera");
  };

  const begin = () => {
    part("prepare").hidden = true;
    part("scanner").hidden = false;
    screen.idle();
    self.khuevanCamera.start(present);
    self.khuevanCamera.listen(present);
    if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
    root.dataset.begun = "yes";
  };

  const wake = async () => {
    journal.of(facts.door);
    const [phone, pack, offset, kept, since, prepared] = await Promise.all(
      ["phone", "pack", "offset", "others", "since", "prepared"].map((key) => journal.get(key)));
    sync.state.phone = phone || journal.newKey();
    if (!phone) await journal.put("phone", sync.state.phone);
    sync.state.offset = offset === undefined ? null : offset;
    sync.state.since = since || 0;
    (kept || []).forEach((one) => others.set(`${one[2] ? "in" : "back"}:${one[4]}/${one[5]}`, one));
    door.lines = (await journal.journal()).map(({ line }) => JSON.parse(line));
    sync.state.total = door.lines.length ? door.lines[door.lines.length - 1].seq : 0;
    if (pack) usePack(pack, pack.at);
    part("prepare-start").addEventListener("click", prepare);
    part("prepare-test").addEventListener("click", test);
    part("go").addEventListener("click", begin);
    part("open-prepare").addEventListener("click", () => {
      part("scanner").hidden = true;
      part("prepare").hidden = false;
      prepare();
    });
    self.khuevanLists.wire(Object.assign(door, { present, byName, substitute, takeBack }));
    self.khuevanDoor = door;
    const { count } = await journal.waiting(1);
    screen.line("offline", count);
    root.dataset.lines = String(sync.state.total);
    if (prepared && pack) {
      part("go").disabled = false;
      begin();
      sync.push();
      keepPage().then((is) => { root.dataset.kept = is ? "yes" : "no"; });
    }
    root.dataset.script = "ready";
  };

  /** One window a phone: two would not see each other's lines. */
  const alone = () => new Promise((resolve) => {
    if (!navigator.locks) { resolve(true); return; }
    navigator.locks.request(`khuevan-door-${facts.door}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : null;
    });
  });

  const main = async () => {
    let free = await alone();
    // A window that was just killed lets go a moment later.
    for (let wait = 0; !free && wait < 10; wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      free = await alone();
    }
    if (free) await wake();
    else {
      part("prepare-wrong").textContent = say("other_tab");
      part("prepare-wrong").hidden = false;
      root.dataset.script = "ready";
    }
  };
  main();
})();
