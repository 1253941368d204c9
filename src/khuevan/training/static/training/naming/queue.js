/* What a unit answered without a line waits on this device, one answer a seat, and finds its way in: for the
   unit's pages and for their service worker. An answer is { seat, page, fields, key, until }; what the
   office said to it stands in `told`. Nothing is called received before the office has said so. */
(() => {
  "use strict";
  const PATIENCE = 15000;
  const REMEMBERED = 30 * 24 * 3600 * 1000; // how long the device can tell what the office said
  const SHUT = [401, 403, 404, 410];
  const STORE = "answers";
  const { run } = self.khuevanDurable(() => "khuevan-naming", 1, (database) => {
    database.createObjectStore(STORE, { keyPath: "seat" });
  });

  const put = (item) => run([STORE], "readwrite", (store) => store(STORE).put(item));
  const drop = (seat) => run([STORE], "readwrite", (store) => store(STORE).delete(seat));

  /** Replace an answer unless somebody wrote another one meanwhile. */
  const settle = ({ seat, key }, next) =>
    run([STORE], "readwrite", (store) => {
      const ask = store(STORE).get(seat);
      ask.onsuccess = () => {
        if (!ask.result || ask.result.key !== key) return;
        if (next) store(STORE).put(next);
        else store(STORE).delete(seat); // told long ago
      };
    });

  /** Only what the office said: of the person nothing is left. */
  const remembered = ({ seat, key }, told) => ({ seat, key, told, until: Date.now() + REMEMBERED });

  /** Everything that waits or must be told; whose day has passed is no longer held. */
  const all = async () => {
    const items = await run([STORE], "readonly", (store, give) => {
      const ask = store(STORE).getAll();
      ask.onsuccess = () => give(ask.result);
    });
    const now = Date.now();
    for (const item of items.filter(({ until }) => until < now)) {
      await settle(item, item.fields ? remembered(item, { kind: "late" }) : null);
    }
    return items.filter(({ until, fields }) => until >= now || fields)
      .map((item) => (item.until < now ? remembered(item, { kind: "late" }) : item));
  };
  const get = async (seat) => (await all()).find((item) => item.seat === seat) || null;
  /** Does something wait on a page below this address? */
  const holds = async (url) => {
    const { pathname } = new URL(url);
    return (await all()).some((item) => item.fields && pathname.startsWith(item.seat));
  };

  /** One at a time for a seat, over all windows and the worker. */
  const alone = (seat, work, { ifAvailable = false } = {}) =>
    navigator.locks
      ? navigator.locks.request(`khuevan-naming:${seat}`, { ifAvailable }, (lock) => (lock ? work() : { kind: "busy" }))
      : work();

  /** The office's answer; null when none came: no line, a server that stumbles, somebody else's page. */
  const ask = async (url, asked) => {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(url, {
        credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stop.signal, ...asked,
      });
      const isJson = (answer.headers.get("Content-Type") || "").includes("json");
      if (isJson && answer.status < 500) return await answer.json();
      return SHUT.includes(answer.status) ? { kind: "shut" } : null;
    } catch {
      return null;
    } finally {
      clearTimeout(late);
    }
  };

  /** Send an answer, as often as it takes: the office keeps each key once. The first request proves the
      line and fetches the token of the second, which an old page does not have. */
  const send = async (item, waited) => {
    const { seat, page, fields, key } = item;
    const first = await ask(`${seat}queued/`, {});
    if (!first || first.kind) return first;
    item.tried = true; // if the answer is lost, the office may have it all the same
    await settle(item, item);
    const body = new URLSearchParams([...fields, ["page", page], ["key", key], ["waited", waited ? "1" : ""]]);
    return ask(`${seat}queued/`, { method: "POST", body, headers: { "X-CSRFToken": first.token } });
  };

  /** Try the answer of a seat. `waited`: nobody may be looking, so whatever the office says is written
      down; else the page shows it. "waits": no line; "gone": nothing waits any more. */
  const deliver = async (seat, { waited }) => {
    const item = await get(seat);
    if (!item) return { kind: "gone" };
    if (!item.fields || (item.told && item.told.kind === "wrong")) return item.told;
    const answer = await send(item, waited);
    if (!answer) return { kind: "waits" };
    if (waited && ["wrong", "shut"].includes(answer.kind)) await settle(item, { ...item, told: answer });
    else if (waited || answer.kind === "received") await settle(item, remembered(item, answer));
    return answer;
  };

  self.khuevanQueue = { put, drop, all, get, holds, alone, deliver, TAG: "khuevan-naming" };
})();
