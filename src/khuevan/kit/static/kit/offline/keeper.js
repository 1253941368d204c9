/* A service worker's half of pages that open without a line. It answers only for its own door (its scope)
   and keeps only pages that the server marks, with their style sheets, faces and scripts. */
(() => {
  "use strict";
  const MARK = "X-Keep-Offline";
  const UNTIL = "X-Keep-Until"; // milliseconds; after that a page is shown no more

  const plain = (url) => new URL(url).origin + new URL(url).pathname;
  const isAsset = (url) => new URL(url).pathname.startsWith("/static/");
  const later = (time) => new Promise((resolve) => setTimeout(resolve, time));

  /** `patience`: ms before what is kept stands in for a slow line. `stands(answer)`: may this answer of the
      server be shown although a page is kept? `learn(url, answer, keeper)`: what the answer changes. */
  self.khuevanKeeper = ({ name, patience, stands, learn }) => {
    const CACHE = `${name}:${self.registration.scope}`;

    const put = async (url, answer) => {
      if (!answer.ok || answer.redirected || !answer.headers.get(MARK)) return false;
      await (await caches.open(CACHE)).put(plain(url), answer);
      return true;
    };
    const pages = async () =>
      (await caches.has(CACHE)) ? (await (await caches.open(CACHE)).keys()).filter((one) => !isAsset(one.url)) : [];
    const forget = () => caches.delete(CACHE);
    const keeper = { MARK, CACHE, plain, put, pages, forget };

    const find = async (url) => {
      const kept = await caches.match(plain(url), { cacheName: CACHE });
      if (!kept || !(Number(kept.headers.get(UNTIL) || Infinity) < Date.now())) return kept;
      await (await caches.open(CACHE)).delete(plain(url));
      return undefined;
    };

    const page = async (event) => {
      const asked = fetch(event.request);
      event.waitUntil(
        asked.then((answer) => answer.clone()).then((answer) => learn(event.request.url, answer, keeper)).catch(() => {}),
      );
      const kept = await find(event.request.url);
      if (!kept) return asked;
      const slow = later(patience).then(() => kept.clone());
      const sound = asked.then(async (answer) => ((await stands(answer)) ? answer : kept)).catch(() => kept);
      return Promise.race([sound, slow]);
    };

    const asset = async (request) => {
      if (!(await caches.has(CACHE))) return fetch(request);
      const cache = await caches.open(CACHE);
      const kept = await cache.match(request.url, { ignoreSearch: true });
      const asked = fetch(request).then(async (answer) => {
        if (answer.ok) await cache.put(request.url, answer.clone());
        return answer;
      });
      if (!kept) return asked;
      asked.catch(() => {});
      return kept;
    };

    const keep = async ({ paths, assets, prune, learnt }) => {
      const urls = paths.map((path) => new URL(path, location.origin).href);
      for (const url of urls.filter((one) => one.startsWith(self.registration.scope))) {
        // A page that came through here is kept already; the first one of all did not.
        if (!learnt || !(await find(url))) {
          await learn(url, await fetch(url, { credentials: "same-origin" }), keeper);
        }
      }
      const cache = await caches.open(CACHE);
      const wanted = new Set(assets.map((one) => new URL(one, location.origin).href));
      for (const one of prune ? await cache.keys() : []) {
        if (isAsset(one.url) && !wanted.has(one.url)) await cache.delete(one);
      }
      for (const one of wanted) if (!(await cache.match(one))) await cache.add(one);
    };

    self.addEventListener("install", () => self.skipWaiting());
    self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
    self.addEventListener("fetch", (event) => {
      const { request } = event;
      if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
      if (request.mode === "navigate") event.respondWith(page(event));
      else if (isAsset(request.url)) event.respondWith(asset(request));
    });
    self.addEventListener("message", (event) => {
      if (event.data.type !== "keep") return;
      const tell = (words) => event.ports[0] && event.ports[0].postMessage(words);
      event.waitUntil(keep(event.data).then(() => tell("kept"), (error) => tell(String(error))));
    });
    return keeper;
  };
})();
