// Keys of the confirm page: J K up and down, 1-6 the kind, Enter confirm, S save, L later, U undo.
// Without this file every one of them is a button or a link on the page.
(() => {
  const form = document.querySelector("[data-clause]");
  if (!form) return;
  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, summary, a, button");
  const mark = () => {
    form.querySelectorAll(".kinds label").forEach((label) => {
      label.classList.toggle("on", label.querySelector("input").checked);
    });
  };
  form.addEventListener("change", mark);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || typing(event.target)) return;
    const kinds = form.querySelectorAll("[name=kind]");
    const place = Number(event.key) - 1;
    if (kinds[place]) {
      kinds[place].checked = true;
      kinds[place].dispatchEvent(new Event("change", { bubbles: true }));
      event.preventDefault();
      return;
    }
    if (event.key.toLowerCase() === "u") {
      document.querySelector("[data-undo] button")?.click();
      return;
    }
    const wanted = event.key === "Enter" ? "Enter" : event.key.toLowerCase();
    const found = document.querySelector(`[data-key="${CSS.escape(wanted)}"]`);
    if (found) {
      event.preventDefault();
      found.click();
    }
  });
  // The address leads to the clause for those without script; here only the paper moves.
  const paper = document.querySelector(".scrolled");
  const open = paper.querySelector(".on");
  if (open && paper.scrollHeight > paper.clientHeight) {
    const place = () => {
      window.scrollTo(0, 0);
      paper.scrollTop = open.offsetTop - paper.offsetTop - paper.clientHeight / 3;
    };
    place();
    window.addEventListener("load", () => setTimeout(place));
  }
})();
