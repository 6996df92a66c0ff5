// Send to Xero opens as a dialog over the page it was chosen on. Without JavaScript it is a page.

const prepare = document.currentScript.dataset.prepare;

function addressOf({ target: form, submitter }) {
  const chosen = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
  return new URL(chosen, location.href);
}

async function answerTo(form, address) {
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { "HX-Request": "true" },
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { sheet: page.querySelector("#send"), said: page.querySelector("#messages"), at: answer.url };
}

function open(sheet, at) {
  const before = location.href;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "send-title");
  const said = document.createElement("p");
  Object.assign(said, { id: "said", className: "visually-hidden", role: "status" });
  dialog.append(said, sheet);
  document.body.append(dialog);
  // A reload shows the dialog as a page: what is on its way stays in sight.
  history.replaceState(history.state, "", at);
  dialog.addEventListener("close", () => close(dialog, before));
  dialog.showModal();
  window.htmx.process(dialog);
}

function close(dialog, before) {
  history.replaceState(history.state, "", before);
  if (dialog.querySelector("[data-sent]")) location.reload();
  else dialog.remove();
}

function say(messages, at) {
  if (!messages) return location.assign(at);
  document.querySelector("#messages").replaceWith(messages);
  messages.scrollIntoView({ block: "nearest" });
}

document.addEventListener("submit", async (event) => {
  const address = addressOf(event);
  if (address.pathname !== prepare || !window.htmx) return;
  event.preventDefault();
  const form = event.target;
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    const { sheet, said, at } = await answerTo(form, address);
    if (sheet) open(sheet, at);
    else say(said, at);
  } catch {
    form.action = address;
    form.submit();
  } finally {
    form.ariaBusy = null;
  }
});

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog[open]");
  if (!dialog || !event.target.closest("[data-close]")) return;
  event.preventDefault();
  dialog.close();
});
