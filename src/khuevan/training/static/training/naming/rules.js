/* What may be written of a nominee: what training/nominees.py refuses, said on a phone without a line.
   The office judges again; tests/test_nominee_rules.py shows that both say the same. */
(() => {
  "use strict";
  const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Cs}/gu;
  const NAME = /^[\p{L}\p{Nl}\p{No}]+(?:[ .'’-]+[\p{L}\p{Nl}\p{No}]+)*\.?$/u;
  const MAIL_USER = /^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$/i;
  const SHORTEST_REASON = 10;

  const squeezed = (text) => String(text).replace(UNWRITABLE, "").normalize("NFC").replace(/\s+/gu, " ").trim();
  const fold = (text) =>
    squeezed(text).toLowerCase().replace(/[đð]/g, "d").normalize("NFD").replace(/\p{M}/gu, "");
  const fill = (words, holes) => words.replace(/%\((\w+)\)d/g, (_all, name) => holes[name]);

  const latin = (text) => text.replace(/\p{Nd}/gu, (digit) => {
    if (/[0-9]/.test(digit)) return digit;
    // Digits of every script stand in runs of ten: count back to the first of the run.
    let point = digit.codePointAt(0);
    for (let value = 0; value < 10; value += 1, point -= 1) {
      if (!/\p{Nd}/u.test(String.fromCodePoint(point - 1))) return String(value % 10);
    }
    return digit;
  });

  /** As kit/vietnamese.py reads a number: "+84 912 345 678" is 0912345678. */
  const number = (text) => {
    const typed = latin(text);
    let digits = typed.replace("(0)", "").replace(/\D/g, "");
    let isForeign = typed.trim().replace(/^\(+/, "").startsWith("+");
    if (digits.startsWith("00")) {
      digits = digits.slice(2);
      isForeign = true;
    }
    if (digits.startsWith("84") && (isForeign || digits.length >= 11)) return `0${digits.slice(2).replace(/^0/, "")}`;
    return isForeign && digits ? `+${digits}` : digits;
  };

  const CHECKS = {
    full_name: (text) => {
      const name = squeezed(text);
      if (!NAME.test(name)) return ["letters"];
      return name.includes(" ") ? null : ["two_names"];
    },
    position: () => null,
    phone: (text) => {
      let digits = number(text);
      if (digits.length === 9 && "35789".includes(digits[0])) digits = `0${digits}`;
      if (digits.startsWith("+")) return digits.length >= 9 && digits.length <= 16 ? null : ["foreign"];
      const wanted = digits.startsWith("02") ? 11 : 10;
      if (digits.length !== wanted) return ["digits", { wanted, count: digits.length }];
      return digits[0] === "0" && "235789".includes(digits[1]) ? null : ["beginning"];
    },
    email: (text) => {
      const address = squeezed(text).replace(/ /g, "");
      const at = address.lastIndexOf("@");
      const domain = address.slice(at + 1);
      // The finer points of a host's name are left to the office.
      const isHost = domain.startsWith("[") || domain === "localhost" || /^[^\s.@]+(\.[^\s.@]+)+$/.test(domain);
      const user = address.slice(0, Math.max(at, 0));
      return at > 0 && isHost && (MAIL_USER.test(user) || user.startsWith('"')) ? null : ["email"];
    },
    why: (text) => (squeezed(text).replace(/ /g, "").length < SHORTEST_REASON ? ["why"] : null),
    not_focal_why: () => null,
  };

  /** What is wrong with the fields: [[name, words]...]. `problems` has the words of the page's language,
      for fields that must not be empty under `required`. */
  self.khuevanNominee = {
    wrong: (fields, problems) =>
      Object.keys(CHECKS).filter((name) => name in fields).map((name) => {
        if (!squeezed(fields[name])) {
          const excused = name === "not_focal_why" && fold(fields.full_name || "") === fold(problems.focal);
          return problems.required[name] && !excused ? [name, problems.required[name]] : null;
        }
        const found = CHECKS[name](fields[name]);
        return found && [name, fill(problems[found[0]], found[1])];
      }).filter(Boolean),
  };
})();
