/* The unit's form saves as it goes, with or without a line. First this device keeps what was typed,
   then the office gets it cell by cell; nothing is called saved before the office has answered. */
(() => {
  "use strict";
  const { Cell, $, all, make, fill, same } = self.khuevanCells;
  const rules = self.khuevanRules;
  const store = self.khuevanStore;
  const device = $("[data-device]", document);
  if (!device || !window.indexedDB || !window.fetch) return;
  const facts = JSON.parse(device.dataset.device);
  const words = facts.words;
  const form = `${facts.unit}:${facts.report}`;
  const element = $("#report", document);

  const OPEN = ["owed", "writing", "returned"];
  const QUIET = 300; // typing stops for so long before it is written down
  const SOON = 900;
  const AGAIN = 15000; // at the longest; soon after the first failure

  const cells = new Map(
    all("[data-cell]:not([data-locked])", document).map((section) => {
      const cell = new Cell(section, words, facts.problems);
      return [cell.code, cell];
    }),
  );
  let seen = element ? Number(element.dataset.revision) : 0;
  let isOff = !navigator.onLine;
  let isStale = isOff;
  let isShut = ""; // why the office takes nothing: its words
  let lastAt = "";
  let remark = "";
  let gone = false;
  const dirty = new Map(); // code -> timer

  // -- what stands on the line at the top

  const show = async () => {
    if (gone) return;
    const [edits, pictures, queued] = await Promise.all([
      store.edits(form), store.pictures(form), store.queued(form),
    ]);
    const wrong = edits.filter((one) => one.problem || one.conflict).length;
    const n = edits.length - wrong + pictures.length;
    const lines = [];
    let state = "doing";
    if (isShut) lines.push(fill(isShut, { n: n + wrong }));
    else if (queued && isOff) lines.push(words.queued);
    else if (dirty.size) lines.push(words.typing);
    else if (isOff && n) lines.push(fill(words.offline, { n }));
    else if (isOff) lines.push(words.offline_idle);
    else if (n) lines.push(fill(words.kept, { n }));
    else if (lastAt && !wrong) {
      lines.push(fill(words.saved, { at: lastAt }));
      state = "done";
    }
    if (wrong) lines.push(fill(words.wrong, { n: wrong }));
    if (remark) lines.push(remark);
    all("[data-line]", document).forEach((line) => {
      line.hidden = !lines.length;
      const text = lines.join(" ");
      if (line.textContent !== text) line.textContent = text;
      line.dataset.state = isShut ? "overdue" : state;
    });
    all("[data-unqueue]", document).forEach((button) => { button.hidden = !queued; });
    document.documentElement.dataset.waiting = dirty.size ? "typing" : n + wrong + (queued ? 1 : 0);
  };

  // -- typing: written down on this device, then sent

  const touch = (cell) => {
    clearTimeout(dirty.get(cell.code));
    dirty.set(cell.code, setTimeout(() => record(cell), QUIET));
    document.documentElement.dataset.waiting = "typing";
    show();
  };

  const record = async (cell) => {
    clearTimeout(dirty.get(cell.code));
    const queued = await store.queued(form);
    const problem = cell.wrong();
    await store.record(form, cell.code, cell.read(), cell.revision, problem);
    dirty.delete(cell.code);
    cell.error(problem);
    cell.state(problem ? "" : words.cell_wait);
    remark = queued ? words.unqueued : "";
    await show();
    soon();
  };

  const recordAll = () => Promise.all([...dirty.keys()].map((code) => record(cells.get(code))));

  let timer = null;
  const soon = (time = SOON) => {
    clearTimeout(timer);
    timer = setTimeout(sync, time);
  };

  // -- sending to the office

  const token = () => {
    const kept = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return kept ? kept[1] : $("[name=csrfmiddlewaretoken]", element).value;
  };

  class NoLine extends Error {}
  class Shut extends Error {}

  const post = async (url, body) => {
    const isForm = body instanceof FormData;
    const ask = () => {
      const headers = { "X-CSRFToken": token(), Accept: "application/json" };
      if (!isForm) headers["Content-Type"] = "application/json";
      return fetch(url, {
        method: "POST", headers, body: isForm ? body : JSON.stringify(body), credentials: "same-origin",
      });
    };
    return answered(async () => {
      const answer = await ask();
      if (answer.status !== 403) return answer;
      // The browser may have lost its cookie: the page brings a new one, a shut door does not open.
      const page = await fetch(facts.report_page, { credentials: "same-origin" });
      return page.ok && !page.redirected ? ask() : answer;
    });
  };

  const answered = async (ask) => {
    let answer;
    try {
      answer = await ask();
    } catch {
      throw new NoLine();
    }
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.status >= 500) throw new NoLine();
    if (!isJson || answer.redirected) throw new Shut([403, 410].includes(answer.status) ? "closed" : "refused");
    let told;
    try {
      told = await answer.json();
    } catch {
      throw new NoLine(); // cut in the middle: as if it had not come
    }
    return { status: answer.status, told };
  };

  const refresh = async () => {
    const { told } = await answered(() =>
      fetch(facts.state, { credentials: "same-origin", headers: { Accept: "application/json" } }));
    await merge(told);
    isStale = false;
  };

  /** Take in what other devices wrote, except where something of this one still waits. */
  const merge = async (told) => {
    const edits = new Map((await store.edits(form)).map((one) => [one.code, one]));
    let count = 0;
    for (const fact of told.cells) {
      const cell = cells.get(fact.code);
      if (!cell || edits.has(fact.code) || dirty.has(fact.code)) continue;
      if (!same(cell.read(), fact.typed)) {
        cell.write(fact.typed);
        cell.state(fact.own ? words.cell_from : fill(words.system, { value: fact.proposed }));
        count += 1;
        await store.put("known", { form, code: fact.code, typed: fact.typed, revision: fact.revision });
      }
      cell.revision = fact.revision;
      cell.pictures = fact.pictures.length;
    }
    seen = told.seen;
    if (count) remark = fill(words.merged, { n: count });
    if (!OPEN.includes(told.state)) isShut = told.words || words.refused;
    return count;
  };

  /** The office answered about a cell: was it the only one to move the report on? */
  const follow = async (told) => {
    const own = told.cell.revision === told.seen && told.seen === seen + 1;
    if (told.seen === seen || own) seen = told.seen;
    else await refresh();
    lastAt = told.at;
  };

  const sendCell = async (code) => {
    const cell = cells.get(code);
    // Noted as tried before it goes: if the answer is lost, the office may have it all the same.
    const edit = await store.change(form, code, (old) => old && { ...old, tried: true });
    if (!edit || edit.problem || edit.conflict) return;
    const { status, told } = await post(facts.cell, {
      ...rules.clean(edit.typed), code: edit.code, key: edit.key, revision: edit.base,
      sent: edit.sent, over: edit.over,
    });
    if (status === 200) {
      const left = await store.acknowledge(form, edit.code, edit.key, told.cell);
      if (cell) {
        cell.revision = told.cell.revision;
        const was = $(`[name="was-${edit.code}"]`, cell.section);
        if (was) was.value = told.cell.was;
        if (!left) {
          cell.error("");
          cell.saved(told.at);
          cell.hint(told.hint);
        }
      }
      await follow(told);
      return;
    }
    await refused(edit, cell, told);
  };

  const refused = async (edit, cell, told) => {
    if (told.kind === "changed") {
      const theirs = told.cells.find((one) => one.code === edit.code);
      await store.change(form, edit.code, (old) => old && { ...old, conflict: theirs });
      return ask(edit.code);
    }
    if (told.kind === "refused") { // bears a marking of secrecy: kept nowhere
      await store.change(form, edit.code, (old) => (old && old.key === edit.key ? null : old));
      if (cell) {
        cell.error(told.words);
        cell.state(words.cell_secret);
      }
      return undefined;
    }
    await store.change(form, edit.code, (old) =>
      old && (old.key === edit.key ? { ...old, problem: told.words } : old));
    if (cell) cell.error(told.words);
    if (told.cells && !OPEN.includes(told.state)) isShut = told.words;
    return undefined;
  };

  const ask = async (code) => {
    const edit = (await store.edits(form)).find((one) => one.code === code);
    const cell = cells.get(code);
    if (!edit || !edit.conflict || !cell) return;
    const theirs = edit.conflict;
    cell.ask(edit.typed, theirs.typed, async (which) => {
      await recordAll();
      await store.change(form, code, (old) => {
        if (!old || which === "theirs") return null;
        return { ...old, base: theirs.revision, conflict: null, over: true, tried: false, sent: [], key: store.newKey() };
      });
      if (which === "theirs") {
        cell.write(theirs.typed);
        cell.revision = theirs.revision;
        cell.state(words.cell_from);
      }
      cell.error("");
      cell.settled();
      await show();
      soon(0);
    });
  };

  const sendPicture = async (picture) => {
    const body = new FormData();
    body.append("code", picture.code);
    body.append("key", picture.key);
    body.append("file", picture.blob, picture.name);
    const { status, told } = await post(facts.picture, body);
    const cell = cells.get(picture.code);
    await store.drop("pictures", picture.key);
    if (status === 200) {
      cell.pictures = told.cell.pictures.length;
      cell.revision = told.cell.revision;
      cell.state(fill(words.file_sent, { name: picture.name }));
      await follow(told);
    } else cell.error(told.words);
    await listFiles(picture.code);
  };

  const listFiles = async (code) => {
    const waiting = (await store.pictures(form)).filter((one) => one.code === code);
    cells.get(code).files(waiting.map((one) => fill(words.file_wait, { name: one.name })));
  };

  const sendReport = async (queued) => {
    const { status, told } = await post(facts.submit, { key: queued.key, revision: seen });
    await store.drop("sends", form);
    if (status === 200) {
      gone = true;
      document.documentElement.dataset.waiting = 0;
      location.assign(told.url);
      return;
    }
    if (told.cells) await merge(told);
    if (told.kind === "incomplete") complain(told.codes.map((code) => [code, told.words]));
    else if (told.kind === "sent") isShut = told.words;
    remark = [told.words, told.kind === "meanwhile" ? remark : ""].filter(Boolean).join(" ");
  };

  let running = false;
  let wanted = false;
  let pause = 2000;
  const sync = async () => {
    if (running || gone) { wanted = true; return; }
    running = true;
    wanted = false;
    try {
      // Another tab of this device may be sending the same cells: one after the other.
      if (navigator.locks) await navigator.locks.request(`khuevan:${form}`, round);
      else await round();
    } finally {
      running = false;
      await show();
      if (wanted) soon(0);
    }
  };

  const round = async () => {
    try {
      if (isStale) await refresh();
      for (const edit of await store.edits(form)) {
        if (!edit.problem && !edit.conflict && !gone) await sendCell(edit.code);
      }
      for (const picture of await store.pictures(form)) if (!gone) await sendPicture(picture);
      isOff = false;
      pause = 2000;
      const [edits, pictures, queued] = await Promise.all([
        store.edits(form), store.pictures(form), store.queued(form),
      ]);
      if (queued && !edits.length && !pictures.length && !dirty.size && !gone) await sendReport(queued);
      else if (queued && edits.some((one) => one.problem || one.conflict)) await store.drop("sends", form);
    } catch (error) {
      if (error instanceof NoLine) {
        isOff = isStale = true;
        soon(pause);
        pause = Math.min(pause * 2, AGAIN);
      } else if (error instanceof Shut) isShut = words[error.message];
      else throw error;
    }
  };

  // -- sending the whole: by the rules of this device first, so that a phone without a line knows

  const complain = (wrong) => {
    const place = $("#wrong", document);
    const box = make("div", "", "note");
    box.dataset.state = "overdue";
    box.setAttribute("role", "alert");
    const list = make("ul");
    wrong.forEach(([code, text]) => {
      const cell = cells.get(code);
      if (!cell) return;
      cell.error(text);
      const line = make("li");
      const link = make("a", cell.name);
      link.href = `#c-${code}`;
      line.append(link, `: ${text}`);
      list.append(line);
    });
    box.append(make("h2", words.fix), list);
    place.replaceChildren(box);
    place.focus();
  };

  const wrongCells = async () => {
    const [edits, pictures] = await Promise.all([store.edits(form), store.pictures(form)]);
    const held = new Map(edits.map((one) => [one.code, one]));
    const found = [];
    cells.forEach((cell, code) => {
      const edit = held.get(code) || {};
      const waiting = pictures.filter((one) => one.code === code).length;
      const text = cell.wrong() || edit.problem || (edit.conflict && words.conflict)
        || (cell.missing(waiting) && facts.problems.required);
      if (text) found.push([code, text]);
    });
    return found;
  };

  const send = async () => {
    await recordAll();
    const wrong = await wrongCells();
    if (wrong.length) { complain(wrong); return show(); }
    $("#wrong", document).replaceChildren();
    remark = "";
    await store.put("sends", { form, key: store.newKey() });
    await show();
    return sync();
  };

  // -- pictures

  const pick = async (cell, files) => {
    cell.error("");
    for (const file of files) {
      const size = (file.size / 1048576).toFixed(0);
      if (file.type && !file.type.startsWith("image/")) {
        cell.error(fill(words.file_kind, { name: file.name }));
      } else if (file.size > facts.limit) {
        cell.error(fill(words.file_large, { name: file.name, size, limit: facts.limit / 1048576 }));
      } else {
        await store.put("pictures", { form, code: cell.code, key: store.newKey(), name: file.name, blob: file });
        await store.drop("sends", form);
      }
    }
    await listFiles(cell.code);
    await show();
    soon(0);
  };

  const takeOut = async (button) => {
    const body = new FormData();
    body.append("do", button.value);
    body.append("csrfmiddlewaretoken", token());
    try {
      const answer = await fetch(facts.report_page, { method: "POST", body, credentials: "same-origin" });
      if (answer.ok) button.closest("li").remove();
      await refresh();
    } catch {
      remark = words.offline_idle;
    }
    await show();
  };

  // -- the page

  const cellOf = (target) => {
    const section = target.closest && target.closest("[data-cell]");
    return section ? cells.get(section.dataset.cell) : null;
  };

  const listen = () => {
    all(".files", element).forEach((input) => input.classList.add("vh"));
    all(".pick", element).forEach((label) => { label.hidden = false; });
    element.addEventListener("input", (event) => {
      const cell = cellOf(event.target);
      if (cell && event.target.type !== "file" && event.target.type !== "hidden") touch(cell);
    });
    element.addEventListener("change", async (event) => {
      const cell = cellOf(event.target);
      if (cell && event.target.type === "file") {
        const files = Array.from(event.target.files);
        event.target.value = "";
        await pick(cell, files);
      } else if (cell && dirty.has(cell.code)) await record(cell);
    });
    element.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = event.submitter;
      const [verb, what] = (button ? button.value : "save").split(":");
      if (verb === "send") await send();
      else if (verb === "row") $("input", cells.get(what).addRow() || cells.get(what).section).focus();
      else if (verb === "use") {
        const cell = cells.get(what);
        cell.part("value").value = button.dataset.use;
        cell.part("note").value = "";
        await record(cell);
      } else if (verb === "drop") await takeOut(button);
      else {
        await recordAll();
        await sync();
      }
    });
    $("[data-unqueue]", element).addEventListener("click", async () => {
      await store.drop("sends", form);
      await show();
    });
    addEventListener("online", () => { isOff = false; sync(); });
    addEventListener("offline", () => { isOff = isStale = true; show(); });
    addEventListener("pagehide", recordAll);
    document.addEventListener("visibilitychange", () => (document.hidden ? recordAll() : soon(0)));
    document.addEventListener("khuevan:forget", () => { gone = true; });
    addEventListener("beforeunload", (event) => {
      if (!dirty.size || gone) return;
      event.preventDefault();
      event.returnValue = "";
    });
  };

  /** Put back what this device kept and the office has not got. */
  const restore = async () => {
    for (const known of await store.known(form)) {
      const cell = cells.get(known.code);
      if (cell && known.revision > cell.revision) { // the page kept here is older than that
        cell.write(known.typed);
        cell.revision = known.revision;
      } else await store.drop("known", [form, known.code]);
    }
    for (const edit of await store.edits(form)) {
      const cell = cells.get(edit.code);
      if (!cell) continue;
      cell.write(edit.typed);
      cell.state(words.cell_wait);
      if (edit.problem) cell.error(edit.problem);
      if (edit.conflict) await ask(edit.code);
    }
    for (const picture of await store.pictures(form)) {
      if (cells.has(picture.code)) await listFiles(picture.code);
    }
  };

  /** The report is not open any more, but this device still holds answers: show them, lose nothing. */
  const leftovers = async () => {
    const edits = await store.edits(form);
    const lost = edits.filter((one) => !cells.has(one.code));
    if (!lost.length) return;
    const box = make("div", "", "note");
    box.dataset.state = "returned";
    box.append(make("h2", words.left));
    const list = make("ul");
    lost.forEach((one) => {
      const section = $(`[data-cell="${one.code}"]`, document);
      const name = section ? section.dataset.name : one.code;
      const text = one.typed.value || one.typed.text || one.typed.table.flat().filter(Boolean).join("; ");
      list.append(make("li", `${name}: ${text} ${one.typed.note}`));
    });
    const button = make("button", words.discard, "btn");
    button.type = "button";
    button.addEventListener("click", async () => {
      for (const one of lost) await store.change(form, one.code, () => null);
      box.remove();
    });
    box.append(list, button);
    $("#wrong", document).append(box);
  };

  store.open().then(
    async () => {
      await leftovers();
      if (!element) return;
      listen();
      await restore();
      document.documentElement.dataset.script = "ready";
      await sync();
    },
    () => {
      all("[data-line]", document).forEach((line) => {
        line.hidden = false;
        line.textContent = words.unkept;
      });
    },
  );
})();
