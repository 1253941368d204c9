/* What this device keeps until the office has it: edits, pictures, and a report that waits to be sent.
   Every promise resolves only once the browser has written it down for good (IndexedDB, strict). */
(() => {
  "use strict";
  const NAME = "khuevan-reports";
  // known: a cell as the office last acknowledged it, newer than the page that this device keeps.
  const KEYS = { edits: ["form", "code"], known: ["form", "code"], pictures: "key", sends: "form" };
  const { open, run } = self.khuevanDurable(() => NAME, 2, (database) => {
    Object.keys(KEYS).forEach((name) => {
      if (!database.objectStoreNames.contains(name)) database.createObjectStore(name, { keyPath: KEYS[name] });
    });
  });
  const newKey = self.khuevanKey;

  const all = (name, belongs) =>
    run([name], "readonly", (store, give) => {
      const ask = store(name).getAll();
      ask.onsuccess = () => give(ask.result.filter(belongs));
    });
  const of = (name, form) => all(name, (one) => one.form === form);

  /** Read, change and write one edit; null takes it away, undefined leaves it. */
  const change = (form, code, how, also) =>
    run(["edits", "sends", "known"], "readwrite", (store, give) => {
      const ask = store("edits").get([form, code]);
      const known = store("known").get([form, code]);
      known.onsuccess = () => {
        const next = how(ask.result || null, known.result ? known.result.revision : 0);
        if (next === null) store("edits").delete([form, code]);
        else if (next !== undefined) store("edits").put(next);
        give(next === undefined ? ask.result || null : next);
        if (also) also(store);
      };
    });

  /** The office has the edit of this key: it goes, and what the office has is known from now on. */
  const acknowledge = (form, code, key, cell) =>
    change(
      form,
      code,
      (old) => {
        if (!old || old.key === key) return null;
        return { ...old, base: cell.revision, sent: [], tried: false, over: false };
      },
      (store) => store("known").put({ form, code, typed: cell.typed, revision: cell.revision }),
    );

  /** The person typed: kept under a new key; a report that waited to be sent waits no more. */
  const record = (form, code, typed, base, problem) =>
    change(
      form,
      code,
      (old, known) => ({
        form, code, typed, key: newKey(), tried: false, problem: problem || null,
        base: old ? old.base : Math.max(base, known),
        over: Boolean(old && old.over),
        conflict: old ? old.conflict : null,
        sent: old ? (old.tried ? [...old.sent, old.key].slice(-30) : old.sent) : [],
      }),
      (store) => store("sends").delete(form),
    );

  const put = (name, value) => run([name], "readwrite", (store) => store(name).put(value));
  const drop = (name, key) => run([name], "readwrite", (store) => store(name).delete(key));

  const mine = (unit) => (one) => one.form.startsWith(`${unit}:`);
  const waiting = async (unit) => {
    const [edits, pictures] = await Promise.all([all("edits", mine(unit)), all("pictures", mine(unit))]);
    return edits.length + pictures.length;
  };
  const forget = async (unit) => {
    for (const name of Object.keys(KEYS)) {
      const path = KEYS[name];
      const key = (one) => (Array.isArray(path) ? path.map((part) => one[part]) : one[path]);
      for (const one of await all(name, mine(unit))) await drop(name, key(one));
    }
  };

  self.khuevanStore = {
    open, change, record, acknowledge, newKey, put, drop, waiting, forget,
    edits: (form) => of("edits", form),
    pictures: (form) => of("pictures", form),
    known: (form) => of("known", form),
    queued: async (form) => (await of("sends", form))[0] || null,
  };
})();
