/* The page of a door without a line. It answers only for its own door (its scope), keeps the page that
   the server marks and all that it is made of, and lets go of it when the link does not open any more. */
"use strict";
const CACHE = `khuevan-door:${self.registration.scope}`;
const MARK = "X-Keep-Offline";
const PATIENCE = 3000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isAsset = (url) => url.pathname.startsWith("/static/");
const plain = (url) => new URL(url).origin + new URL(url).pathname;

const learn = async (url, answer) => {
  if (!answer.ok || answer.redirected || !answer.headers.get(MARK)) return;
  await (await caches.open(CACHE)).put(plain(url), answer);
};

/** The page as it is now; what was kept when there is no line, a slow one, a server that stumbles, or a
    door that was shut: lines that wait on this phone must find their way in all the same. */
const page = async (event) => {
  const asked = fetch(event.request);
  event.waitUntil(
    asked.then((answer) => answer.clone()).then((answer) => learn(event.request.url, answer)).catch(() => {}),
  );
  const kept = await (await caches.open(CACHE)).match(plain(event.request.url));
  if (!kept) return asked;
  const slow = new Promise((resolve) => setTimeout(() => resolve(kept.clone()), PATIENCE));
  const sound = asked.then((answer) => (answer.status >= 400 ? kept : answer)).catch(() => kept);
  return Promise.race([sound, slow]);
};

const asset = async (request) => {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url, { ignoreSearch: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request.url, answer.clone());
  return answer;
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event));
  else if (isAsset(url)) event.respondWith(asset(event.request));
});

/** All of the page, fetched anew: a name without a hash may have another content since. */
const keep = async ({ page: path, assets }) => {
  const url = new URL(path, location.origin).href;
  if (!url.startsWith(self.registration.scope)) return;
  const cache = await caches.open(CACHE);
  await learn(url, await fetch(url, { credentials: "same-origin" }));
  const wanted = new Set(assets.map((one) => new URL(one, location.origin).href));
  for (const one of await cache.keys()) {
    if (isAsset(new URL(one.url)) && !wanted.has(one.url)) await cache.delete(one);
  }
  await cache.addAll([...wanted]);
};

self.addEventListener("message", (event) => {
  if (event.data.type !== "keep") return;
  event.waitUntil(
    keep(event.data).then(
      () => event.ports[0].postMessage("kept"),
      (error) => event.ports[0].postMessage(String(error)),
    ),
  );
});
