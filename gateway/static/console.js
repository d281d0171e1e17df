// The little that a page cannot do by itself. Everything works without it.
"use strict";
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
// A list with one decision a key: j and k move, the key that stands on a button presses it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  const items = [...document.querySelectorAll("[data-item]")];
  if (!items.length) return;
  const now = items.findIndex((item) => item.contains(document.activeElement));
  if (event.key === "j" || event.key === "k") {
    const next = items[Math.max(0, Math.min(items.length - 1, now + (event.key === "j" ? 1 : -1)))];
    next.setAttribute("tabindex", "-1");
    next.focus();
    event.preventDefault();
    return;
  }
  const item = items[Math.max(now, 0)];
  const button = item.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});
