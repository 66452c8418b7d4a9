/* The checking screen, a little quicker. Everything works without this: selecting words only fills a field that can be typed
   in, and every key only does what a button or a choice on the page does. No text leaves the page. */
"use strict";

const words = document.getElementById("new_words");
const field = document.getElementById("new_field");
const form = words.closest("form");

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const told = selection.anchorNode?.parentElement?.closest(".told[data-field]");
  const chosen = withoutNumbers(selection).trim();
  if (!told || !chosen || chosen.includes("\n")) return;
  words.value = chosen;
  if (field) field.value = "";
});

/* The little numbers of the marks are part of the selection, but not of the text. */
function withoutNumbers(selection) {
  if (!selection.rangeCount || selection.isCollapsed) return "";
  const copy = selection.getRangeAt(0).cloneContents();
  for (const number of copy.querySelectorAll(".mark-number")) number.remove();
  return copy.textContent;
}

/* One key per act (WCAG 2.1.4: they can be switched off, and that is remembered on this device). A key that is held down,
   or pressed twice in haste, must never release a story that nobody has seen yet. */
const LEAST_LOOK_MS = 1500;
const SWITCH = "loex-checking-keys";
const shown = performance.now();
const keysOn = document.getElementById("keys-on");
document.querySelector("[data-keys]").hidden = false;
keysOn.checked = remembered() !== "off";
keysOn.addEventListener("change", () => {
  try {
    localStorage.setItem(SWITCH, keysOn.checked ? "on" : "off");
  } catch {
    /* Not remembered, then. */
  }
});

function remembered() {
  try {
    return localStorage.getItem(SWITCH);
  } catch {
    return null;
  }
}

const press = (act) => form.requestSubmit(form.querySelector(`button[value="${act}"]:not(.unseen)`));
const ACTS = {
  r: () => performance.now() - shown >= LEAST_LOOK_MS && press("release_next"),
  p: () => press("preview"),
  w: () => press("add"),
  a: () => press("apart"),
  s: () => press("signal"),
  t: () => document.getElementById("reason").focus(),
  n: () => toNextMark(),
  m: () => choose("mask"),
  l: () => choose("stand"),
};

document.addEventListener("keydown", (event) => {
  const act = ACTS[event.key.toLowerCase()];
  const isTyping = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  if (!act || !keysOn.checked || isTyping || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});

const marks = () => [...document.querySelectorAll(".mark-choice")];
const isOpen = (mark) => !mark.querySelector("input:checked");

/* The next one that waits for a choice, else simply the next one. */
function toNextMark() {
  const all = marks();
  const at = all.indexOf(document.activeElement?.closest(".mark-choice"));
  const after = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  (after.find(isOpen) ?? after[0])?.querySelector("input").focus();
}

function choose(value) {
  const mark = document.activeElement?.closest(".mark-choice") ?? marks().find(isOpen);
  if (!mark) return;
  mark.querySelector(`input[value="${value}"]`).checked = true;
  const left = marks().some(isOpen);
  if (left) toNextMark();
  else mark.querySelector("input:checked").focus();
}
