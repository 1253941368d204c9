/* Between this phone and the office: the clock, the pack, the journal out, what other doors saw in.
   Everything may be repeated: the office keeps each (device, seq) once. */
(() => {
  "use strict";
  const { facts } = self.khuevanScreen;
  const journal = self.khuevanJournal;
  const AT_ONCE = 100;
  const POLL = 6000;
  const PATIENCE = 15000;
  const state = { phone: "", offset: null, since: 0, version: "", net: "offline", total: 0 };
  const told = { news: () => {}, pack: () => {}, line: () => {} };
  let running = false;
  let again = false;
  let failures = 0;
  let timer = 0;

  const ask = async (page, body) => {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(`${facts.base}${page}`, {
        method: body ? "POST" : "GET",
        headers: body ? { "Content-Type": "application/json" } : {},
        body: body ? JSON.stringify(body) : undefined,
        cache: "no-store", signal: stop.signal,
      });
      if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { status: answer.status });
      return await answer.json();
    } finally {
      clearTimeout(late);
    }
  };

  /** The server's clock less ours, from the quickest of a few answers. */
  const measure = async (times) => {
    let best = Infinity;
    for (let turn = 0; turn < times; turn += 1) {
      const before = performance.now();
      const { now } = await ask("clock/");
      const took = performance.now() - before;
      if (took < best) {
        best = took;
        state.offset = Math.round(now + took / 2 - Date.now());
      }
    }
    await journal.put("offset", state.offset);
    return state.offset;
  };

  /** A clock that somebody set while we were open shows when the office answers. */
  const correct = async (now, took) => {
    const offset = Math.round(now + took / 2 - Date.now());
    if (took < 3000 && (state.offset === null || Math.abs(offset - state.offset) > 2000)) {
      state.offset = offset;
      await journal.put("offset", offset);
    }
  };

  const join = async () => {
    const answer = await ask("join/", { phone: state.phone, offset: state.offset });
    await journal.put("pack", { ...answer.pack, at: answer.now });
    state.version = answer.pack.version;
    told.pack(answer.pack, answer.now);
    return answer;
  };

  const once = async () => {
    const { lines, count } = await journal.waiting(AT_ONCE);
    const before = performance.now();
    const answer = await ask("scans/", {
      phone: state.phone, lines: lines.map((one) => one.line), since: state.since, claimed: state.total,
    });
    await correct(answer.now, performance.now() - before);
    await journal.sent(answer.kept);
    if (answer.news.length) await told.news(answer.news);
    state.since = answer.cursor;
    await journal.put("since", state.since);
    const left = count - answer.kept.length;
    state.net = answer.shut ? "shut" : "online";
    told.line(state.net, left);
    if (!answer.shut && answer.version !== state.version) await join();
    return left > 0 && answer.kept.length > 0;
  };

  const push = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    clearTimeout(timer);
    try {
      do again = false; while ((await once()) || again);
      failures = 0;
    } catch (error) {
      failures += 1;
      state.net = error.status === 410 || error.status === 403 ? "shut" : "offline";
      const { count } = await journal.waiting(1).catch(() => ({ count: 0 }));
      told.line(state.net, count);
    } finally {
      running = false;
      const wait = failures ? Math.min(1000 * 2 ** failures, 30000) : POLL;
      timer = setTimeout(push, again ? 0 : wait);
    }
  };

  const settle = () => ask("settle/", { phone: state.phone });

  addEventListener("online", () => { failures = 0; push(); });
  addEventListener("offline", () => {
    state.net = "offline";
    journal.waiting(1).then(({ count }) => told.line("offline", count)).catch(() => {});
  });

  self.khuevanSync = { state, told, measure, join, push, settle };
})();
