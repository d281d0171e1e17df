// The phones, without reloading the page. Every piece of the page is drawn by the server.
"use strict";

const DIGITS = "0123456789*#";
const PULSE = 1000;
let last = Number(document.body.dataset.last);
let active = document.querySelector(".phone");
let asked = 0;
let shown = 0;

const field = (phone) => phone.querySelector(".entry [name=typed]");

async function talk(address, options = {}) {
  const turn = ++asked;
  const lost = document.getElementById("lost");
  try {
    const response = await fetch(address, { ...options, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status);
    draw(turn, await response.json());
    if (lost.textContent) lost.textContent = "";
  } catch {
    if (!lost.textContent) lost.textContent = lost.dataset.words;
  }
}

// A second press before the answer must not send the same words to the next screen.
async function press(phone, key) {
  if (phone.pressed && !["right", "end"].includes(key)) return;
  phone.pressed = true;
  const form = new FormData(phone.querySelector(".hs"));
  form.set("touche", key);
  form.set("after", last);
  await talk(phone.querySelector(".hs").getAttribute("action"), { method: "POST", body: form });
  phone.pressed = false;
}

// An answer that was overtaken by a later one must not put the old screen back.
function draw(turn, state) {
  if (turn > shown) {
    shown = turn;
    for (const clock of document.querySelectorAll(".clock")) swap(clock, state.time);
    for (const seen of state.phones) drawPhone(document.getElementById(`tel${seen.place}`), seen);
  }
  if (state.last > last) {
    last = state.last;
    state.rows.forEach(drawRow);
  }
}

function drawPhone(phone, seen) {
  drawOnce(phone.querySelector(".glass"), seen.glass);
  drawOnce(phone.querySelector(".led"), seen.led);
  for (const side of ["left", "right"]) {
    swap(phone.querySelector(`.soft .${side}`), seen[side]);
    phone.querySelector(`[value=${side}]`).setAttribute("aria-label", seen[side] || "–");
  }
  const power = phone.querySelector("[value=power]");
  swap(power, seen.mode === "off" ? power.dataset.on : power.dataset.off);
  if (phone.dataset.stamp !== seen.stamp) drawField(phone, seen);
}

function drawField(phone, seen) {
  const entry = phone.querySelector(".entry");
  const wasTyping = entry.contains(document.activeElement) || phone.dataset.typing === "yes";
  phone.dataset.stamp = seen.stamp;
  phone.dataset.mode = seen.mode;
  entry.innerHTML = seen.entry;
  const next = field(phone);
  phone.dataset.typing = wasTyping && !next ? "yes" : "";
  if (wasTyping && next && [document.body, null].includes(document.activeElement)) focusEnd(next);
}

function focusEnd(next) {
  next.focus({ preventScroll: true });
  next.setSelectionRange(next.value.length, next.value.length);
}

// A live region speaks when it changes, and only then.
function drawOnce(place, html) {
  if (place.drawn === html) return;
  if (place.drawn === undefined && sameWords(place, html)) {
    place.drawn = html;
    return;
  }
  const hadFocus = place.contains(document.activeElement);
  place.drawn = html;
  place.innerHTML = html;
  if (hadFocus) place.querySelector("[tabindex]")?.focus({ preventScroll: true });
}

function sameWords(place, html) {
  const drawn = document.createElement("div");
  drawn.innerHTML = html;
  return drawn.textContent.trim() === place.textContent.trim();
}

function swap(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

function drawRow(row) {
  const body = document.querySelector(".log tbody");
  if (row.subject) body.querySelector(`[data-subject="${row.subject}"]`)?.remove();
  body.insertAdjacentHTML("afterbegin", row.html);
  while (body.rows.length > 40) body.lastElementChild.remove();
  document.querySelector(".log").hidden = false;
  document.getElementById("rien").hidden = true;
}

function type(phone, digit) {
  const into = field(phone);
  if (!into) {
    press(phone, digit);
    return;
  }
  into.value += digit;
}

function erase(phone) {
  const into = field(phone);
  if (into) into.value = into.value.slice(0, -1);
}

function keyed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !active) return;
  const inField = event.target.matches("input, textarea");
  const onControl = event.target.closest("button, a") !== null;
  const { key } = event;
  if (key === "Escape") press(active, "right");
  else if (key === "Enter" && !inField && !onControl) press(active, "enter");
  else if (inField) return;
  else if (DIGITS.includes(key)) type(active, key);
  else if (key === "Backspace") erase(active);
  else return;
  event.preventDefault();
}

for (const phone of document.querySelectorAll(".phone")) {
  const choose = () => { active = phone; };
  phone.addEventListener("focusin", choose);
  phone.addEventListener("pointerdown", choose);
  phone.addEventListener("submit", (event) => {
    event.preventDefault();
    const key = event.submitter?.value ?? "enter";
    if (DIGITS.includes(key)) type(phone, key);
    else press(phone, key);
  });
}
document.addEventListener("keydown", keyed);
document.addEventListener("visibilitychange", () => { if (!document.hidden) pulse(); });

function pulse() {
  if (!document.hidden) talk(`/api/state?after=${last}`);
}
setInterval(pulse, PULSE);
