// Ticking invoices: the green bar comes with the first tick and says how many, and how much.

const money = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signs = { GBP: "£", EUR: "€", USD: "$" };

function boxesOf(form) {
  return [...form.querySelectorAll('input[name="document"]')];
}

function sumInWords(boxes) {
  const pence = new Map();
  for (const { dataset } of boxes) {
    const before = pence.get(dataset.currency) ?? 0;
    pence.set(dataset.currency, before + Math.round(Number(dataset.amount) * 100));
  }
  return [...pence].map(([currency, sum]) => inCurrency(sum / 100, currency)).join(" + ");
}

function inCurrency(sum, currency) {
  const size = money.format(Math.abs(sum));
  const amount = currency in signs ? signs[currency] + size : `${size} ${currency}`;
  return sum < 0 ? `-${amount}` : amount;
}

function show(form) {
  const bar = form.querySelector("[data-action-bar]");
  if (!bar) return;
  const boxes = boxesOf(form);
  const ticked = boxes.filter((box) => box.checked);
  const all = form.querySelector("[data-all-in-view]");
  const page = form.querySelector("[data-tick-page]");
  bar.hidden = ticked.length === 0 && !all.checked;
  page.hidden = false;
  page.checked = ticked.length === boxes.length;
  page.indeterminate = ticked.length > 0 && !page.checked;
  form.querySelector("[data-ticked]").textContent = all.checked
    ? `All ${all.dataset.count} in this view`
    : `${ticked.length} ticked · ${sumInWords(ticked)}`;
}

function tickAll(form, isTicked) {
  for (const box of boxesOf(form)) box.checked = isTicked;
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-ticks]");
  if (!form) return;
  if (target.matches("[data-tick-page]")) tickAll(form, target.checked);
  if (target.matches("[data-all-in-view]") && target.checked) tickAll(form, true);
  if (!target.checked) form.querySelector("[data-all-in-view]").checked = false;
  show(form);
});

function showAll() {
  document.querySelectorAll("[data-ticks]").forEach(show);
}

showAll();
// A browser that goes back brings the ticks back after the page is there.
window.addEventListener("pageshow", showAll);
document.addEventListener("htmx:afterSettle", showAll);
