/* What this device keeps until the office has it: edits, pictures, and a report that waits to be sent.
   Every promise resolves only once the browser has written it down for good (IndexedDB, strict). */
(() => {
  "use strict";
  const NAME = "khuevan-reports";
  let opening = null;

  const open = () => {
    opening = opening || new Promise((resolve, reject) => {
      const ask = indexedDB.open(NAME, 1);
      ask.onupgradeneeded = () => {
        ask.result.createObjectStore("edits", { keyPath: ["form", "code"] });
        ask.result.createObjectStore("pictures", { keyPath: "key" });
        ask.result.createObjectStore("sends", { keyPath: "form" });
      };
      ask.onsuccess = () => resolve(ask.result);
      ask.onerror = () => reject(ask.error);
      ask.onblocked = () => reject(new Error("blocked"));
    });
    return opening;
  };

  /** One transaction; what `work` returned, after it was written. */
  const run = async (stores, mode, work) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, mode, { durability: "strict" });
      let answer;
      transaction.oncomplete = () => resolve(answer);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
      work((name) => transaction.objectStore(name), (value) => { answer = value; });
    });
  };

  const all = (name, belongs) =>
    run([name], "readonly", (store, give) => {
      const ask = store(name).getAll();
      ask.onsuccess = () => give(ask.result.filter(belongs));
    });
  const of = (name, form) => all(name, (one) => one.form === form);

  /** Read, change and write one edit; null takes it away, undefined leaves it. */
  const change = (form, code, how, also) =>
    run(["edits", "sends"], "readwrite", (store, give) => {
      const ask = store("edits").get([form, code]);
      ask.onsuccess = () => {
        const next = how(ask.result || null);
        if (next === null) store("edits").delete([form, code]);
        else if (next !== undefined) store("edits").put(next);
        give(next === undefined ? ask.result || null : next);
        if (also) also(store);
      };
    });

  /** The person typed: kept under a new key; a report that waited to be sent waits no more. */
  const record = (form, code, typed, base, problem) =>
    change(
      form,
      code,
      (old) => ({
        form, code, typed, key: newKey(), tried: false, problem: problem || null,
        base: old ? old.base : base,
        over: Boolean(old && old.over),
        conflict: old ? old.conflict : null,
        sent: old ? (old.tried ? [...old.sent, old.key].slice(-30) : old.sent) : [],
      }),
      (store) => store("sends").delete(form),
    );

  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const put = (name, value) => run([name], "readwrite", (store) => store(name).put(value));
  const drop = (name, key) => run([name], "readwrite", (store) => store(name).delete(key));

  const mine = (unit) => (one) => one.form.startsWith(`${unit}:`);
  const waiting = async (unit) => {
    const [edits, pictures] = await Promise.all([all("edits", mine(unit)), all("pictures", mine(unit))]);
    return edits.length + pictures.length;
  };
  const forget = async (unit) => {
    const key = { edits: (one) => [one.form, one.code], pictures: (one) => one.key, sends: (one) => one.form };
    for (const name of Object.keys(key)) {
      for (const one of await all(name, mine(unit))) await drop(name, key[name](one));
    }
  };

  self.khuevanStore = {
    open, change, record, newKey, put, drop, waiting, forget,
    edits: (form) => of("edits", form),
    pictures: (form) => of("pictures", form),
    queued: async (form) => (await of("sends", form))[0] || null,
  };
})();
