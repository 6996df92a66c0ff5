// Adding lines without a reload. Without JavaScript the same button posts the form.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-more]");
  if (!button) return;
  event.preventDefault();
  const form = button.closest("form");
  const total = form.querySelector('[name="line-TOTAL_FORMS"]');
  const row = form.querySelector("[data-empty-line]").content.firstElementChild.cloneNode(true);
  row.innerHTML = row.innerHTML.replaceAll("__prefix__", total.value);
  total.value = Number(total.value) + 1;
  row.querySelector("[data-line-number]").textContent = total.value;
  form.querySelector("[data-lines]").append(row);
  window.htmx?.process(row);
  row.querySelector('input:not([type="hidden"])').focus();
});
