/* A page's half of opening without a line: its worker, and word when the worker has the page whole. */
(() => {
  "use strict";

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

  /** Resolves to the worker's registration once all is kept. `paths`: these pages instead of this one;
      `extra`: files that the page does not load at once; `renew`: fetch what is kept already anew. */
  self.khuevanKeep = async ({ worker, scope, paths, extra = [], prune = false, renew = false }) => {
    if (!("serviceWorker" in navigator)) throw new Error("no worker");
    await whole; // the page itself comes first on a slow line
    await navigator.serviceWorker.register(worker, { scope });
    const registration = await navigator.serviceWorker.ready;
    return new Promise((resolve, reject) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data }) => (data === "kept" ? resolve(registration) : reject(new Error(data)));
      const learnt = Boolean(navigator.serviceWorker.controller) && !renew;
      registration.active.postMessage(
        {
          type: "keep", paths: paths || [location.pathname], assets: [...new Set([...assets(), ...extra])],
          prune, learnt,
        },
        [channel.port2],
      );
    });
  };
})();
