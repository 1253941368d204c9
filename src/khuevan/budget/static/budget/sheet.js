// Amounts beside the fields as they are typed; what counts is computed by the server.
(function () {
  "use strict";
  var form = document.querySelector("[data-sheet]");
  if (!form) return;

  function number(text) {
    text = text.trim();
    if (/^\d{1,3}([.\u00a0 ]\d{3})+(,\d+)?$/.test(text) || text.indexOf(",") >= 0) {
      text = text.replace(/[.\u00a0 ]/g, "").replace(",", ".");
    }
    return text === "" ? NaN : Number(text);
  }
  function grouped(value) {
    return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  }
  function field(row, name) { return row.querySelector("[name$='-" + name + "']"); }
  function rate(row) {
    var norm = field(row, "norm");
    if (!norm) return NaN;
    var words = norm.options[norm.selectedIndex].text.split("–").pop();
    return norm.value ? number(words) : NaN;
  }
  function amount(row) {
    var struck = field(row, "DELETE") || field(row, "strike");
    if (struck && struck.checked) return 0;
    var times = number(field(row, "times").value);
    var price = number(field(row, "price").value);
    if (isNaN(price)) price = rate(row);
    return number(field(row, "quantity").value) * (isNaN(times) ? 1 : times) * price;
  }
  function show() {
    var sum = 0;
    form.querySelectorAll("[data-line]").forEach(function (row) {
      var value = amount(row);
      row.querySelector("output").textContent = isNaN(value) ? "" : grouped(value);
      if (!isNaN(value)) sum += Math.round(value);
    });
    form.querySelector("[data-total]").textContent = grouped(sum);
  }
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
})();
