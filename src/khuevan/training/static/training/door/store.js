/* The journal of this phone: append-only, one line an event, numbered from one without a gap. A promise
   resolves only once the browser has written the line down for good (IndexedDB, strict). */
(() => {
  "use strict";
  let opening = null;
  let name = "";

  const open = () => {
    opening = opening || new Promise((resolve, reject) => {
      const ask = indexedDB.open(name, 1);
      ask.onupgradeneeded = () => {
        ask.result.createObjectStore("journal", { keyPath: "seq" });
        ask.result.createObjectStore("kept");
        // What has not reached the office, by number: an index that grows short, not the whole journal.
        ask.result.createObjectStore("waiting", { keyPath: "seq" });
      };
      ask.onsuccess = () => resolve(ask.result);
      ask.onerror = () => { opening = null; reject(ask.error); };
    });
    return opening;
  };

  const run = async (stores, mode, work) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, mode, { durability: "strict" });
      let answer;
      transaction.oncomplete = () => resolve(answer);
      transaction.onabort = transaction.onerror = () => reject(transaction.error || new Error("not written"));
      try {
        work((one) => transaction.objectStore(one), (value) => { answer = value; });
      } catch (error) {
        try { transaction.abort(); } catch (_gone) { /* it fell already */ }
        reject(error);
      }
    });
  };

  /** Write one line down; its number is given inside the same transaction. */
  const append = (facts) =>
    run(["journal", "waiting"], "readwrite", (store, give) => {
      const last = store("journal").openCursor(null, "prev");
      last.onsuccess = () => {
        const seq = last.result ? last.result.key + 1 : 1;
        const line = JSON.stringify({ seq, ...facts });
        try {
          store("journal").add({ seq, line });
          store("waiting").add({ seq });
        } catch (_full) {
          last.transaction.abort();
          return;
        }
        give({ seq, line, ...facts });
      };
    });

  const journal = () =>
    run(["journal"], "readonly", (store, give) => {
      const ask = store("journal").getAll();
      ask.onsuccess = () => give(ask.result);
    });

  /** The first lines that have not reached the office, and how many there are. */
  const waiting = (most) =>
    run(["journal", "waiting"], "readonly", (store, give) => {
      const lines = [];
      const count = store("waiting").count();
      count.onsuccess = () => {
        const ask = store("waiting").getAll(null, most);
        ask.onsuccess = () => {
          ask.result.forEach(({ seq }) => {
            const one = store("journal").get(seq);
            one.onsuccess = () => lines.push(one.result);
          });
          give({ lines, count: count.result });
        };
      };
    });

  const sent = (seqs) =>
    run(["waiting"], "readwrite", (store) => seqs.forEach((seq) => store("waiting").delete(seq)));

  const get = (key) =>
    run(["kept"], "readonly", (store, give) => {
      const ask = store("kept").get(key);
      ask.onsuccess = () => give(ask.result);
    });
  const put = (key, value) => run(["kept"], "readwrite", (store) => store("kept").put(value, key));

  const newKey = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");

  self.khuevanJournal = {
    of: (door) => { name = `khuevan-door-${door}`; },
    append, journal, waiting, sent, get, put, newKey,
  };
})();
