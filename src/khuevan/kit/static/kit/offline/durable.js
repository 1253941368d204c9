/* What a device must not lose. A promise resolves only once the browser has written it down for good
   (IndexedDB, strict); one that rejects has written nothing. For pages and for service workers. */
(() => {
  "use strict";

  /** `nameOf()` names the database when it is first opened; `shape(database)` makes its stores. */
  self.khuevanDurable = (nameOf, version, shape) => {
    let opening = null;

    const open = () => {
      opening = opening || new Promise((resolve, reject) => {
        const ask = indexedDB.open(nameOf(), version);
        ask.onupgradeneeded = () => shape(ask.result);
        ask.onsuccess = () => resolve(ask.result);
        ask.onerror = () => { opening = null; reject(ask.error); };
        ask.onblocked = () => reject(new Error("blocked"));
      });
      return opening;
    };

    /** One transaction; what `work` gave, after it was written. */
    const run = async (stores, mode, work) => {
      const database = await open();
      return new Promise((resolve, reject) => {
        const transaction = database.transaction(stores, mode, { durability: "strict" });
        let answer;
        transaction.oncomplete = () => resolve(answer);
        transaction.onabort = transaction.onerror = () => reject(transaction.error || new Error("not written"));
        try {
          work((name) => transaction.objectStore(name), (value) => { answer = value; });
        } catch (error) {
          try { transaction.abort(); } catch { /* it fell already */ }
          reject(error);
        }
      });
    };

    return { open, run };
  };

  /** A name that nothing else has, for a thing that is sent once. */
  self.khuevanKey = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
})();
