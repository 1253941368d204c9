/* This device keeps the page for when there is no line, and forgets it when asked. */
(() => {
  "use strict";
  const place = document.querySelector("[data-device]");
  if (!place || !("serviceWorker" in navigator)) return;
  const facts = JSON.parse(place.dataset.device);
  const store = self.khuevanStore;

  const assets = () =>
    performance.getEntriesByType("resource").map((one) => new URL(one.name))
      .filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"))
      .map((url) => url.pathname);

  /** All of the page has come: before that, the list of what it needs is short, and a page that is
      kept without one of its scripts does not open without a line. */
  const whole = new Promise((resolve) => {
    if (document.readyState === "complete") resolve();
    else addEventListener("load", () => resolve(), { once: true });
  });

  const kept = navigator.serviceWorker
    .register(facts.worker, { scope: facts.scope })
    .then(() => Promise.all([navigator.serviceWorker.ready, whole]))
    .then(([registration]) => registration)
    .then((registration) => new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(registration);
      registration.active.postMessage(
        {
          type: "keep", page: location.pathname, assets: assets(), prune: Boolean(facts.report),
          learnt: Boolean(navigator.serviceWorker.controller),
        },
        [channel.port2],
      );
    }));

  kept.then(() => {
    place.hidden = false;
    document.documentElement.dataset.kept = "yes";
  }).catch(() => {});

  place.querySelector("[data-forget]").addEventListener("click", async () => {
    const count = await store.waiting(facts.unit).catch(() => 0);
    const ask = count ? facts.words.forget_lost.replace("{n}", count) : facts.words.forget;
    if (!confirm(ask)) return;
    document.dispatchEvent(new Event("khuevan:forget"));
    await store.forget(facts.unit);
    const registration = await navigator.serviceWorker.getRegistration(facts.scope);
    if (registration) {
      await caches.delete(`khuevan-reports:${registration.scope}`);
      await registration.unregister();
    }
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    words.dataset.forgotten = "";
    words.textContent = facts.words.forgotten;
    document.querySelector("main").replaceChildren(words);
  });
})();
