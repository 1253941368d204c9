/* Pages of a unit's reports without a line. It answers only for its own door (its scope), keeps only
   pages that the server marks (X-Keep-Offline: the unit) and their style sheets, faces and scripts,
   and lets go of all pages when the door is shut, the person signs out, or another unit comes in. */
"use strict";
const CACHE = `khuevan-reports:${self.registration.scope}`;
const MARK = "X-Keep-Offline";
const PATIENCE = 6000;
const SHUT = [401, 403, 410];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const plain = (url) => new URL(url).origin + new URL(url).pathname;
const isAsset = (url) => url.pathname.startsWith("/static/");

/** Learn from an answer of the server: keep the page, or let go. */
const learn = async (url, answer) => {
  if (SHUT.includes(answer.status) || answer.type === "opaqueredirect" || answer.redirected) {
    await caches.delete(CACHE);
    return;
  }
  const cache = await caches.open(CACHE);
  if (answer.status === 404) await cache.delete(plain(url));
  const unit = answer.headers.get(MARK);
  if (!answer.ok || !unit) return;
  for (const one of await cache.keys()) {
    const held = isAsset(new URL(one.url)) ? null : await cache.match(one);
    if (held && held.headers.get(MARK) !== unit) await cache.delete(one);
  }
  await cache.put(plain(url), answer);
};

const later = (time) => new Promise((resolve) => setTimeout(resolve, time));

const page = async (event) => {
  const asked = fetch(event.request);
  event.waitUntil(
    asked.then((answer) => answer.clone()).then((answer) => learn(event.request.url, answer)).catch(() => {}),
  );
  const cache = await caches.open(CACHE);
  const kept = await cache.match(plain(event.request.url));
  if (!kept) return asked;
  const slow = later(PATIENCE).then(() => kept.clone());
  // A server that stumbles is as good as no line: the form still opens, and sends later.
  const sound = asked.then((answer) => (answer.status >= 500 ? kept : answer)).catch(() => kept);
  return Promise.race([sound, slow]);
};

const asset = async (request) => {
  if (!(await caches.has(CACHE))) return fetch(request);
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  const asked = fetch(request).then(async (answer) => {
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  });
  if (!kept) return asked;
  asked.catch(() => {});
  return kept;
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event));
  else if (isAsset(url)) event.respondWith(asset(event.request));
});

const keep = async ({ page: path, assets, prune, learnt }) => {
  const url = new URL(path, location.origin).href;
  if (!url.startsWith(self.registration.scope)) return;
  const cache = await caches.open(CACHE);
  // A page that came through here is kept already; the first one of all did not.
  if (!learnt || !(await cache.match(url))) {
    await learn(url, await fetch(url, { credentials: "same-origin" }));
  }
  const wanted = new Set(assets.map((one) => new URL(one, location.origin).href));
  if (prune) {
    for (const one of await cache.keys()) {
      if (isAsset(new URL(one.url)) && !wanted.has(one.url)) await cache.delete(one);
    }
  }
  for (const one of wanted) if (!(await cache.match(one))) await cache.add(one);
};

self.addEventListener("message", (event) => {
  if (event.data.type !== "keep") return;
  event.waitUntil(
    keep(event.data).then(
      () => event.ports[0] && event.ports[0].postMessage("kept"),
      () => {},
    ),
  );
});
