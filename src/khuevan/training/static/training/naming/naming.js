/* A unit's answer for its seat, with or without a line. This device first: an answer is written down before
   it is sent, and waits where everybody sees it until the office has said what became of it. */
(() => {
  "use strict";
  const AGAIN = 20000;
  const A_DAY = 24 * 3600 * 1000;
  const root = document.documentElement;
  const place = document.querySelector("[data-waiting]");
  const marks = [...document.querySelectorAll("[data-waits-at]")];
  if (!(place || marks.length) || !window.indexedDB || !window.fetch) return;
  const queue = self.khuevanQueue;
  const worker = navigator.serviceWorker;

  // -- the list of seats: where something waits, and a try to send it

  const tryAll = async () => {
    const items = await queue.all();
    marks.forEach((mark) => {
      mark.hidden = !items.some((item) => item.fields && item.seat === mark.dataset.waitsAt);
    });
    for (const { seat, fields } of items) {
      if (!fields || !marks.some((mark) => mark.dataset.waitsAt === seat)) continue;
      const { kind } = await queue.alone(seat, () => queue.deliver(seat, { waited: true }));
      if (!["waits", "busy"].includes(kind)) location.assign(seat); // its page says what became of it
    }
  };
  if (!place) {
    tryAll().catch(() => {});
    return;
  }

  const facts = JSON.parse(place.dataset.waiting);
  const form = document.querySelector("form[data-answers]");
  const seat = facts.seat;
  let busy = false;
  let letGo = null; // set while the person changes what waits: nothing goes until it is sent or the page shut

  // -- what the page says

  const summary = ({ fields }) => {
    const typed = new Map(fields);
    const named = [typed.get("full_name"), typed.get("position")].filter(Boolean).join(", ");
    return named ? place.dataset.sends.replace("{who}", named) : place.dataset.declines.replace("{why}", typed.get("why"));
  };

  const isMine = (item) => form && (item.page.startsWith("name/") ? "full_name" : "why") in form.elements;

  const show = (item, kind) => {
    const shown = kind || (item ? (item.told ? item.told.kind : "waiting") : "");
    root.dataset.waiting = shown || "none";
    place.hidden = !shown;
    for (const one of place.querySelectorAll("[data-when]")) {
      one.hidden = !one.dataset.when.split(" ").includes(shown);
      if (one.hidden || !item) continue;
      for (const part of one.querySelectorAll("[data-part]")) {
        const { part: name } = part.dataset;
        if (name === "what") part.textContent = item.fields ? summary(item) : "";
        if (name === "words") part.textContent = item.told ? item.told.words : "";
        if (name === "edit") {
          part.href = seat + (item.told && item.told.elsewhere ? item.told.elsewhere : item.page);
          part.hidden = isMine(item) && !(item.told && item.told.elsewhere);
        }
      }
    }
    if (shown) place.scrollIntoView({ block: "nearest" });
  };

  // -- the form

  const read = () => [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "key"].includes(name));

  const refill = ({ fields }) => {
    const typed = new Map(fields);
    const many = new Set(fields.map(([name, value]) => `${name}=${value}`));
    for (const box of form.elements) {
      if (["csrfmiddlewaretoken", "key", "seen", ""].includes(box.name)) continue;
      if (box.type === "checkbox") box.checked = many.has(`${box.name}=${box.value}`);
      else if (typed.has(box.name)) box.value = typed.get(box.name);
    }
    for (const box of form.querySelectorAll("details")) {
      box.open = [...box.querySelectorAll("input, textarea")].some((one) => (one.type === "checkbox" ? one.checked : one.value));
    }
  };

  const ofTemplate = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);

  const clean = () => {
    for (const one of form.querySelectorAll(".error")) one.remove();
    for (const one of form.querySelectorAll(".field-bad")) one.classList.remove("field-bad");
    for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    for (const one of document.querySelectorAll("[data-focus]")) one.remove();
  };

  /** The same words in the same places as when the office refuses. */
  const complain = (wrong) => {
    clean();
    const box = ofTemplate("problems");
    box.tabIndex = -1;
    box.dataset.focus = "";
    for (const [name, words] of wrong) {
      const input = form.elements[name];
      const label = form.querySelector(`label[for="${input.id}"]`);
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${input.id}`;
      link.textContent = label.firstChild.textContent.trim();
      line.append(link, `: ${words}`);
      box.querySelector("ul").append(line);
      const error = ofTemplate("problem");
      error.id = `${input.id}_error`;
      error.querySelector("span").textContent = words;
      input.before(error);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", error.id);
      input.closest(".field").classList.add("field-bad");
    }
    form.before(box);
    box.focus();
  };

  // -- sending

  const tryLater = () => {
    if (worker) worker.ready.then((one) => one.sync && one.sync.register(queue.TAG)).catch(() => {});
  };

  const attempt = async (waited) => {
    busy = true;
    try {
      return await queue.alone(seat, () => queue.deliver(seat, { waited }));
    } finally {
      busy = false;
    }
  };

  /** Recorded: on to the office's own page that says so; or nothing waits any more. */
  const isSettled = async ({ kind, url }) => {
    if (kind === "received") await queue.drop(seat);
    if (kind === "received") location.assign(url);
    else if (kind === "gone") location.assign(seat);
    return ["received", "gone"].includes(kind);
  };

  const submit = async () => {
    const fields = read();
    const wrong = self.khuevanNominee.wrong(Object.fromEntries(fields), facts.problems);
    if (wrong.length) {
      complain(wrong);
      return;
    }
    clean();
    let item;
    try {
      item = await queue.get(seat);
      const isSame = item && item.page === facts.page && JSON.stringify(item.fields) === JSON.stringify(fields);
      const key = isSame ? item.key : self.khuevanKey();
      // A phone whose clock runs far ahead must not lose at once what it has just kept.
      item = { seat, page: facts.page, fields, key, until: Math.max(facts.until, Date.now() + A_DAY) };
      await queue.put(item);
    } catch {
      form.submit(); // a browser that keeps nothing sends as it always did
      return;
    }
    if (letGo) letGo();
    letGo = null;
    if (form.elements.key) form.elements.key.value = item.key;
    if (navigator.onLine !== false) show(item, "sending");
    const answer = navigator.onLine === false ? { kind: "waits" } : await attempt(false);
    if (await isSettled(answer)) return;
    if (answer.kind === "waits") {
      show(item);
      tryLater();
    } else {
      await queue.drop(seat); // the office says no, or has a question: its own page says it best
      form.submit();
    }
  };

  const again = async () => {
    if (busy || letGo || navigator.onLine === false) return;
    const before = await queue.get(seat);
    if (!before || !before.fields || (before.told && before.told.kind === "wrong")) return;
    if (!(await isSettled(await attempt(true)))) show(await queue.get(seat));
  };

  /** While somebody changes what waits, the old one must not go behind her back; if the page is closed,
      it does. */
  const hold = async () => {
    if (letGo || busy || !navigator.locks || place.hidden) return;
    const item = await queue.get(seat);
    if (!item || !item.fields || letGo) return;
    letGo = () => {};
    queue.alone(seat, () => new Promise((resolve) => { letGo = resolve; }));
    show(item, "changing");
  };

  const listen = () => {
    for (const button of place.querySelectorAll("[data-drop]")) {
      button.addEventListener("click", async () => {
        if (letGo) letGo();
        letGo = null;
        const item = await queue.alone(seat, async () => {
          const last = await queue.get(seat);
          await queue.drop(seat);
          return last;
        });
        show(null, item && item.fields && item.tried ? "perhaps" : "");
        if (form) form.reset();
      });
    }
    if (form) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!busy) submit();
      });
      form.addEventListener("input", hold);
    }
    addEventListener("online", again);
    document.addEventListener("visibilitychange", () => document.hidden || again());
    setInterval(again, AGAIN);
    if (!worker) return;
    worker.addEventListener("message", async ({ data }) => {
      if (data.type !== "naming" || busy || letGo) return;
      const item = await queue.get(seat);
      if (!(item && item.told && (await isSettled(item.told)))) show(item);
    });
  };

  const start = async () => {
    const item = await queue.get(seat);
    // It went in while this page was shut, or while it was being made; without a line the note says so.
    if (item && item.told && navigator.onLine !== false && (await isSettled(item.told))) return;
    if (item && item.fields && isMine(item)) refill(item);
    show(item);
    listen();
    root.dataset.script = "ready";
    await again();
  };
  start().catch(() => {});

  if (facts.keep) {
    self.khuevanKeep({ worker: facts.worker, scope: facts.scope, paths: facts.paths })
      .then(() => { root.dataset.kept = "yes"; }, () => {});
  }
})();
