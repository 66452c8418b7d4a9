/* Says two minutes before the end of a session that it ends, and lets one stay. Pages of one person in other tabs tell each
   other. Without this the page is the same: what is sent too late is given back. */
"use strict";

const idle = document.querySelector("[data-left]");
const WARNED_S = 120;
const S = 1000;
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("loex-signed-in") : null;
let endsAt = 0;
let timer = 0;
let before = null;

function show(name) {
  for (const part of idle.querySelectorAll("[data-say]")) part.hidden = part.dataset.say !== name;
}

function look() {
  clearTimeout(timer);
  const left = endsAt - Date.now();
  if (left <= 0) return show("over");
  if (left > WARNED_S * S) {
    show("");
    timer = setTimeout(look, left - WARNED_S * S);
  } else {
    before = document.activeElement;
    show("soon");
    timer = setTimeout(look, left);
  }
}

function openUntil(seconds) {
  endsAt = Date.now() + seconds * S;
  look();
}

async function stay() {
  try {
    const answer = await fetch(idle.dataset.stay, { redirect: "manual" });
    if (!answer.ok) throw new Error(answer.status);
    const { left_s: left } = await answer.json();
    tabs?.postMessage(left);
    openUntil(left);
    if (left <= WARNED_S) show("last");
    before?.focus();
  } catch {
    show(navigator.onLine ? "over" : "soon");
  }
}

idle.querySelector("button").addEventListener("click", stay);
// A timer stands still while a device sleeps.
document.addEventListener("visibilitychange", look);
tabs?.addEventListener("message", (event) => openUntil(Number(event.data)));
tabs?.postMessage(Number(idle.dataset.left));
openUntil(Number(idle.dataset.left));
