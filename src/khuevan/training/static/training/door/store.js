/* The journal of this phone: append-only, one line an event, numbered from one without a gap. A promise
   resolves only once the browser has written the line down for good (IndexedDB, strict). */
(() => {
  "use strict";
  let name = "";
  const { run } = self.khuevanDurable(() => name, 1, (database) => {
    database.createObjectStore("journal", { keyPath: "seq" });
    database.createObjectStore("kept");
    // What has not reached the office, by number: an index that grows short, not the whole journal.
    database.createObjectStore("waiting", { keyPath: "seq" });
  });

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

  self.khuevanJournal = {
    of: (door) => { name = `khuevan-door-${door}`; },
    append, journal, waiting, sent, get, put, newKey: self.khuevanKey,
  };
})();
