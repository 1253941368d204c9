/* Pages of a unit's reports without a line (kit/offline/keeper.js comes before this). It lets go of all
   pages when the door is shut, the person signs out, or another unit comes in. */
"use strict";
const SHUT = [401, 403, 410];

self.khuevanKeeper({
  name: "khuevan-reports",
  patience: 6000,
  // A server that stumbles is as good as no line: the form still opens, and sends later.
  stands: (answer) => answer.status < 500,
  learn: async (url, answer, { MARK, CACHE, plain, put, pages, forget }) => {
    if (SHUT.includes(answer.status) || answer.type === "opaqueredirect" || answer.redirected) return forget();
    const cache = await caches.open(CACHE);
    if (answer.status === 404) await cache.delete(plain(url));
    const unit = answer.headers.get(MARK);
    if (!answer.ok || !unit) return undefined;
    for (const one of await pages()) {
      const held = await cache.match(one);
      if (held && held.headers.get(MARK) !== unit) await cache.delete(one);
    }
    return put(url, answer);
  },
});
