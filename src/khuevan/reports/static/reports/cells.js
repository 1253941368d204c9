/* A cell of the form on the page: reading what is typed, showing what was kept, asking which of two. */
(() => {
  "use strict";
  const rules = self.khuevanRules;
  const $ = (selector, root) => root.querySelector(selector);
  const all = (selector, root) => Array.from(root.querySelectorAll(selector));

  const make = (tag, words, looks) => {
    const element = document.createElement(tag);
    if (words) element.textContent = words;
    if (looks) element.className = looks;
    return element;
  };
  const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);
  const same = (a, b) => JSON.stringify(rules.clean(a)) === JSON.stringify(rules.clean(b));

  class Cell {
    constructor(section, words, problems) {
      this.section = section;
      this.words = words;
      this.problems = problems;
      this.code = section.dataset.cell;
      this.name = section.dataset.name;
      this.rule = JSON.parse(section.dataset.rule);
      this.pictures = Number(section.dataset.pictures);
    }

    get revision() { return Number(this.section.dataset.revision); }
    set revision(value) { this.section.dataset.revision = value; }

    part(name) { return $(`[data-part="${name}"]`, this.section); }
    get rows() { return all("[data-row]", this.section); }

    read() {
      const value = (name) => (this.part(name) || { value: "" }).value;
      const table = this.rows.map((row) => all("input", row).map((input) => input.value));
      return { value: value("value"), text: value("text"), table, note: value("note") };
    }

    write(typed) {
      for (const name of ["value", "text", "note"]) {
        const input = this.part(name);
        if (input && input.value !== typed[name]) input.value = typed[name];
      }
      if (typed.note && this.part("note")) this.part("note").closest("details").open = true;
      if (this.rule.kind !== "table") return;
      while (this.rows.length < typed.table.length + 1 && this.addRow());
      this.rows.forEach((row, place) =>
        all("input", row).forEach((input, column) => {
          const words = (typed.table[place] || [])[column] || "";
          if (input.value !== words) input.value = words;
        }));
    }

    addRow() {
      const rows = this.rows;
      if (rows.length >= 50) return null;
      const row = rows[rows.length - 1].cloneNode(true);
      all("input", row).forEach((input, column) => {
        input.value = "";
        input.name = `c-${this.code}-${rows.length}-${column}`;
      });
      const legend = $("legend", row);
      legend.textContent = legend.textContent.replace(/\d+$/, rows.length + 1);
      rows[rows.length - 1].after(row);
      return row;
    }

    /** What is wrong by the rules of this device, in words; "" when nothing is. */
    wrong() {
      const found = rules.problem(this.rule, this.read());
      return found ? rules.words(found, this.problems) : "";
    }

    missing(waiting) { return rules.missing(this.rule, this.read(), this.pictures + waiting); }

    error(words) {
      const place = $("[data-error]", this.section);
      place.hidden = !words;
      $("span", place).textContent = words;
      this.section.classList.toggle("field-bad", Boolean(words));
      const field = this.part("value") || this.part("text");
      if (!field) return;
      if (words) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      const ids = (field.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== place.id);
      field.setAttribute("aria-describedby", (words ? [place.id, ...ids] : ids).join(" "));
    }

    state(words) { $("[data-cell-state]", this.section).textContent = words; }

    hint(words) {
      const place = $("[data-hint]", this.section);
      place.hidden = !words;
      $("span", place).textContent = words;
      if (words) $("details", this.section).open = true;
    }

    saved(at) {
      const value = this.rule.kind === "figure" ? rules.readBack(this.rule, this.read().value) : "";
      this.state(fill(value ? this.words.cell_read : this.words.cell_saved, { value, at }));
    }

    inWords(typed) {
      const rows = typed.table.filter((row) => row.some(Boolean)).map((row) => row.join(" | "));
      const words = typed.value || typed.text || rows.join("; ") || this.words.empty;
      return (typed.note ? `${words} (${typed.note})` : words).slice(0, 300);
    }

    /** Two devices, two answers: both are shown, the person chooses. */
    ask(mine, theirs, choose) {
      const place = $("[data-conflict]", this.section);
      const box = make("div", "", "note");
      box.dataset.state = "returned";
      box.setAttribute("role", "group");
      const words = make("p", this.words.conflict);
      words.id = `two-${this.code}`;
      box.setAttribute("aria-labelledby", words.id);
      const button = (text, which) => {
        const made = make("button", text, "btn");
        made.type = "button";
        made.dataset.choose = which;
        made.addEventListener("click", () => choose(which));
        return made;
      };
      box.append(
        words,
        button(fill(this.words.mine, { words: this.inWords(mine) }), "mine"),
        button(fill(this.words.theirs, { words: this.inWords(theirs) }), "theirs"),
      );
      place.replaceChildren(box);
      place.hidden = false;
    }

    settled() {
      const place = $("[data-conflict]", this.section);
      place.replaceChildren();
      place.hidden = true;
    }

    files(lines) {
      const list = $("[data-files]", this.section);
      all("[data-waits]", list).forEach((line) => line.remove());
      lines.forEach((words) => {
        const line = make("li", words, "muted");
        line.dataset.waits = "";
        list.append(line);
      });
    }
  }

  self.khuevanCells = { Cell, $, all, make, fill, same };
})();
