/* This device keeps the page for when there is no line, and forgets it when asked. */
(() => {
  "use strict";
  const place = document.querySelector("[data-device]");
  if (!place || !("serviceWorker" in navigator)) return;
  const facts = JSON.parse(place.dataset.device);
  const store = self.khuevanStore;

  self.khuevanKeep({ worker: facts.worker, scope: facts.scope, prune: Boolean(facts.report) }).then(() => {
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
