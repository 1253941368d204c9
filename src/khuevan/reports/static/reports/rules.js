/* What may stand in a cell: the same rules as reports/rules.py, for a phone without a line.
   tests/cell_cases.json is the table of cases on which both agree. */
(() => {
  "use strict";
  const TEXT_LONGEST = 20000;
  const NOTE_LONGEST = 500;
  const WORD_LONGEST = 1000;
  const MOST_ROWS = 50;
  const DIGITS = 15;
  const PLACES = 2;
  const NUMBER = /^-?(?:[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?|[0-9]+\.[0-9]{1,2})$/;

  const plain = (text) =>
    String(text || "").normalize("NFC").replace(/\r\n?/g, "\n").replace(/\0/g, "");
  const trim = (text) => plain(text).trim();
  const size = (text) => Array.from(text).length;

  const clean = (typed) => ({
    value: trim(typed.value),
    text: trim(typed.text),
    table: (typed.table || []).map((row) => row.map(trim)).filter((row) => row.some(Boolean)),
    note: trim(typed.note),
  });

  const grouped = (digits) => String(digits).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  const shown = (cents) => {
    const sign = cents < 0n ? "-" : "";
    const digits = String(cents < 0n ? -cents : cents).padStart(PLACES + 1, "0");
    const places = digits.slice(-PLACES).replace(/0+$/, "");
    return sign + grouped(digits.slice(0, -PLACES)) + (places && `,${places}`);
  };

  const bare = (text, percent) => {
    const close = text.replace(/[ \t\u00a0\u2009\u202f]/g, "").replace(/\u2212/g, "-");
    const unsigned = close.replace(/^\+/, "");
    return percent ? unsigned.replace(/%$/, "") : unsigned;
  };
  const halves = (number) => {
    if (!number.includes(",") && /^-?[0-9]+\.[0-9]{1,2}$/.test(number)) {
      number = number.replace(".", ",");
    }
    const [whole, places] = number.replace(/\./g, "").split(",");
    return [whole, places || ""];
  };
  const cents = (whole, places) => {
    const digits = BigInt(whole.replace("-", "") + places.padEnd(PLACES, "0"));
    return whole.startsWith("-") ? -digits : digits;
  };

  const tooLong = (code, text, limit) =>
    size(text) > limit ? { code, count: grouped(size(text)), limit: grouped(limit) } : null;

  const figureProblem = (rule, text) => {
    if (!text) return null;
    const number = bare(text, rule.percent);
    if (!NUMBER.test(number)) return { code: "not_a_number", text: Array.from(text).slice(0, 40).join("") };
    const [whole, places] = halves(number);
    if (places.length > PLACES) return { code: "too_many_decimals" };
    if (whole.replace(/^[-0]+/, "").length > DIGITS) return { code: "too_large" };
    const value = cents(whole, places);
    const [smallest, largest] = [rule.smallest, rule.largest];
    if (smallest !== null && value < BigInt(smallest)) {
      return { code: "below", limit: shown(BigInt(smallest)) };
    }
    if (largest !== null && value > BigInt(largest)) {
      return { code: "above", limit: shown(BigInt(largest)) };
    }
    return null;
  };

  const tableProblem = (rule, rows) => {
    if (rows.length > MOST_ROWS) {
      return { code: "too_many_rows", count: grouped(rows.length), limit: grouped(MOST_ROWS) };
    }
    if (rows.some((row) => row.length > rule.columns)) return { code: "row_too_wide" };
    const longest = rows.flat().reduce((a, b) => (size(b) > size(a) ? b : a), "");
    return tooLong("too_long", longest, WORD_LONGEST);
  };

  /** The first thing wrong with what was typed, or null. Blank is never wrong: see missing. */
  const problem = (rule, typed) => {
    const cell = clean(typed);
    let found = null;
    if (rule.kind === "figure") found = figureProblem(rule, cell.value);
    if (rule.kind === "text") found = tooLong("too_long", cell.text, TEXT_LONGEST);
    if (rule.kind === "table") found = tableProblem(rule, cell.table);
    return found || tooLong("note_too_long", cell.note, NOTE_LONGEST);
  };

  const missing = (rule, typed, pictures) => {
    if (!rule.required) return false;
    const cell = clean(typed);
    if (rule.kind === "figure") return !cell.value;
    if (rule.kind === "text") return !cell.text;
    if (rule.kind === "table") return !cell.table.length;
    return !pictures;
  };

  /** A figure as it was understood, to be shown to whoever typed it; "" when it is none. */
  const readBack = (rule, text) => {
    const value = trim(text);
    if (!value || figureProblem({ ...rule, smallest: null, largest: null }, value)) return "";
    return shown(cents(...halves(bare(value, rule.percent))));
  };

  const words = (problem, texts) =>
    (texts[problem.code] || problem.code).replace(/%\((\w+)\)s/g, (_all, name) => problem[name] || "");

  self.khuevanRules = { clean, problem, missing, readBack, words };
})();
