// The button says how many invoices, or payments, it adopts.

function say(form) {
  const button = form.querySelector("[data-adopt-ticked]");
  if (!button) return;
  const count = form.querySelectorAll('input[name="pair"]:checked').length;
  button.disabled = count === 0;
  const { one, many } = form.dataset;
  button.textContent = `Adopt ${count} ${count === 1 ? one : many}`;
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-adopt]");
  if (form) say(form);
});

window.addEventListener("pageshow", () => document.querySelectorAll("[data-adopt]").forEach(say));
