/* Khuê Văn: what a page gains with script. Every page works without it. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  // -- quick search: Ctrl-K or the search box of the bar opens it, arrows choose, Enter opens
  const palette = $("#palette");
  const openPalette = () => {
    if (!palette || !palette.showModal) return false;
    if (!palette.open) palette.showModal();
    const input = $("input", palette);
    input.focus();
    input.select();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && openPalette()) {
      event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("[data-palette]") && openPalette()) event.preventDefault();
    if (event.target === palette) palette.close();
  });
  if (palette) {
    palette.addEventListener("keydown", (event) => {
      const hits = all("[data-hit]", palette);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && hits.length) {
        event.preventDefault();
        const at = hits.indexOf(document.activeElement);
        const next = at + step;
        if (next < 0) $("input", palette).focus();
        else hits[Math.min(next, hits.length - 1)].focus();
      } else if (event.key === "Enter" && event.target.matches("input") && hits.length) {
        event.preventDefault();
        hits[0].click();
      }
    });
  }

  // -- menus that close on Escape and on a click elsewhere
  const menus = () => all("details.menu[open], details.pop[open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.removeAttribute("open");
      $("summary", menu).focus();
    });
  });

  // -- Escape closes the drawer one is in, unless something is being written there
  document.addEventListener("keydown", (event) => {
    const drawer = event.key === "Escape" && !event.defaultPrevented && event.target.closest(".drawer");
    if (!drawer || event.target.matches("input, select, textarea")) return;
    const close = $("[data-close]", drawer);
    if (close) close.click();
  });

  // -- colours: at once, while the form stores the choice
  all("[data-theme-form]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      const theme = event.submitter && event.submitter.value;
      if (!theme || !window.fetch) return;
      event.preventDefault();
      const body = new FormData(form);
      body.set("theme", theme);
      fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (theme === "auto") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
      all("button", form).forEach((b) => b.setAttribute("aria-pressed", String(b.value === theme)));
    });
  });

  // -- what is typed and not sent: warn before leaving; keep it when only the language changes
  let unsaved = false;
  const draftKey = "draft:" + location.pathname;
  const drafts = () => all("form[data-draft], form[data-warn]");
  const fields = () =>
    drafts().flatMap((form) => all("input[name], select[name], textarea[name]", form)).filter(
      (f) => !["hidden", "password", "file"].includes(f.type)
    );
  const value = (f) => (["checkbox", "radio"].includes(f.type) ? f.checked : f.value);
  const keepDraft = () => {
    sessionStorage.setItem(draftKey, JSON.stringify(fields().map((f) => [f.name, value(f)])));
    unsaved = false;
  };
  const kept = sessionStorage.getItem(draftKey);
  if (kept) {
    sessionStorage.removeItem(draftKey);
    const saved = JSON.parse(kept);
    fields().forEach((f, place) => {
      if (!saved[place] || saved[place][0] !== f.name) return;
      if (typeof saved[place][1] === "boolean") f.checked = saved[place][1];
      else f.value = saved[place][1];
      unsaved = true;
    });
  }
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-draft], form[data-warn]")) unsaved = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-keep-draft]") && unsaved) keepDraft();
    else if (event.target.matches("form[data-draft], form[data-warn]")) unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved) return;
    event.preventDefault();
    event.returnValue = "";
  });

  // -- a second click sends nothing twice
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((f) => delete f.dataset.sent));

  // -- focus: errors first after a refused form; a drawer takes it when htmx brings one
  const wanted = all("[data-focus]").find((place) => !place.closest("[data-still]"));
  if (wanted) wanted.focus();
  document.addEventListener("htmx:afterSwap", (event) => {
    const drawer = event.detail.elt && event.detail.elt.closest && event.detail.elt.closest(".drawer");
    const heading = drawer && $("h2", drawer);
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: false });
    }
  });

  // -- a row of tabs that is wider than the window shows the chosen one
  const showTab = () =>
    all(".tabs [aria-current]").forEach((tab) => {
      const row = tab.parentElement;
      row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
    });
  showTab();
  window.addEventListener("load", showTab);
  if (document.fonts && document.fonts.addEventListener) document.fonts.addEventListener("loadingdone", showTab);

  // -- tables that fit need no scrolling frame, so their heads can stick to the window
  const fit = () =>
    all(".tbl-wrap").forEach((frame) => {
      frame.classList.remove("fits");
      frame.classList.toggle("fits", frame.scrollWidth <= frame.clientWidth);
    });
  fit();
  window.addEventListener("resize", fit);
  document.addEventListener("htmx:afterSettle", fit);

  // -- the line is cut: say so, and say when it is back
  const words = document.body.dataset;
  const offline = () => {
    let pill = $("#offline");
    if (navigator.onLine) return pill && pill.remove();
    if (pill) return;
    pill = document.createElement("p");
    pill.id = "offline";
    pill.className = "toast offline";
    pill.setAttribute("role", "status");
    pill.textContent = words.offline || "Offline";
    document.body.append(pill);
  };
  window.addEventListener("offline", offline);
  window.addEventListener("online", offline);
})();
