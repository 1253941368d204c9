/* A nomination that finds no line waits on this device, says so, and goes by itself once there is one.
   The form works without this script; the key in the form keeps a second sending from counting twice. */
(() => {
  "use strict";
  const sent = document.querySelector("[data-sent]");
  const form = document.querySelector("form[data-waits]");
  const place = form || sent;
  if (!place) return;
  const KEY = `khuevan-nomination:${form ? form.dataset.waits : sent.dataset.sent}`;
  const KEEPS = 7 * 24 * 3600 * 1000;
  const PATIENCE = 8000;
  const AGAIN = 20000;

  const forget = () => {
    try { localStorage.removeItem(KEY); } catch { /* a browser that keeps nothing has nothing */ }
  };
  const kept = () => {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      return found && Date.now() - found.at < KEEPS ? found : null;
    } catch { return null; }
  };
  // Somebody is named, or the office has answered to what was sent: nothing waits any more.
  if (!form || "answered" in form.dataset) { forget(); return; }

  const note = document.getElementById("waiting");
  let busy = false;
  let isWaiting = false;

  const keep = () => {
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), fields }));
  };
  const refill = ({ fields }) => {
    for (const [name, value] of fields) {
      for (const box of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (box.type === "checkbox") box.checked = box.checked || box.value === value;
        else box.value = value;
      }
    }
  };
  const hasLine = async () => {
    if (navigator.onLine === false) return false;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const asked = { method: "HEAD", cache: "no-store", redirect: "manual", signal };
      return (await fetch(location.pathname, asked)).status < 500;
    } catch { return false; }
  };
  /** Send, or wait where everybody sees it; only what was written down is said to wait. */
  const go = async () => {
    if (busy) return;
    busy = true;
    if (await hasLine()) { form.submit(); return; }
    busy = false;
    try { keep(); } catch { form.submit(); return; }
    isWaiting = true;
    note.hidden = false;
    note.scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); go(); });
  addEventListener("online", () => isWaiting && go());
  setInterval(() => isWaiting && go(), AGAIN);
  note.querySelector("[data-forget]").addEventListener("click", () => {
    forget();
    isWaiting = false;
    note.hidden = true;
  });
  const waiting = kept();
  if (waiting) {
    refill(waiting);
    isWaiting = true;
    note.hidden = false;
    go();
  }
})();
