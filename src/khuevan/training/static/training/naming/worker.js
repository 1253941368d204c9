/* The unit's pages for its seats without a line (keeper.js, durable.js and queue.js come before this), and
   what waits goes in by itself when the line comes back, where a browser has Background Sync. */
(() => {
  "use strict";
  const SHUT = [401, 403, 410];
  const queue = self.khuevanQueue;

  /** The pages of one seat: they hold who it is about, so they go once it is answered. */
  const forgetSeat = async (url, { CACHE, pages, forget }) => {
    const [seat] = url.slice(self.registration.scope.length).match(/^\d+\//) || [""];
    if (!seat || !url.startsWith(self.registration.scope)) return;
    const cache = await caches.open(CACHE);
    for (const one of await pages()) {
      if (one.url.startsWith(self.registration.scope + seat)) await cache.delete(one);
    }
    if (!(await pages()).length) await forget();
  };

  const keeper = self.khuevanKeeper({
    name: "khuevan-naming",
    patience: 6000,
    // A link that opens no more still shows what waits here: else nobody would hear that it did not go.
    stands: async ({ status, url }) => status < 500 && !(SHUT.includes(status) && (await queue.holds(url))),
    learn: async (url, answer, { MARK, put, forget }) => {
      if (SHUT.includes(answer.status) || answer.type === "opaqueredirect" || answer.redirected) {
        return (await queue.holds(url)) ? undefined : forget();
      }
      if (answer.status === 404 || (answer.ok && !answer.headers.get(MARK))) return forgetSeat(url, keeper);
      return put(url, answer);
    },
  });

  const deliverAll = async () => {
    const kinds = [];
    for (const { seat, fields } of await queue.all()) {
      if (!fields) continue;
      const work = () => queue.deliver(seat, { waited: true });
      const { kind } = await queue.alone(seat, work, { ifAvailable: true });
      if (kind === "received") await forgetSeat(new URL(seat, location.origin).href, keeper);
      kinds.push(kind);
    }
    for (const page of await self.clients.matchAll()) page.postMessage({ type: "naming" });
    if (kinds.some((kind) => ["waits", "busy"].includes(kind))) throw new Error("again");
  };
  self.addEventListener("sync", (event) => {
    if (event.tag === queue.TAG) event.waitUntil(deliverAll());
  });
})();
