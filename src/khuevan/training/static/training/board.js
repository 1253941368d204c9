// What the board shows, a sign for each tile: the server answers with what looks otherwise by now.
"use strict";
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "pulse") return;
  const tiles = document.querySelectorAll(".tile[data-l]");
  event.detail.parameters.seen = Array.from(tiles, (tile) => tile.dataset.l).join("");
});
// Its own address stands in the bar, not the last poll's; the chosen tile stays marked.
document.addEventListener("htmx:afterRequest", (event) => {
  const link = event.target.closest && event.target.closest("a.tile, .map a");
  if (!link || !event.detail.successful) return;
  document.querySelectorAll(".tiles [aria-current], .map [aria-current]").forEach((one) => {
    one.removeAttribute("aria-current");
  });
  link.setAttribute("aria-current", "true");
});
