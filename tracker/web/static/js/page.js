// What every page does a little better with JavaScript: menus close when one looks elsewhere.

document.documentElement.classList.add("has-script");

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A second click on the same button is not a second order. Some answers are files, and the page
// stays: after a moment the button works again.
window.addEventListener("submit", (event) => {
  const button = event.submitter ?? event.target;
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (button.dataset.clicked) return event.preventDefault();
  button.dataset.clicked = "yes";
  setTimeout(() => delete button.dataset.clicked, 3000);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector("summary").focus();
  }
});
