/* The checking screen, a little quicker. Everything works without this: selecting words only fills a field that can be typed
   in, and the keys only choose a radio that can be clicked. No text leaves the page. */
"use strict";

const words = document.getElementById("new_words");
const field = document.getElementById("new_field");

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

document.addEventListener("keydown", (event) => {
  const choice = document.activeElement?.closest(".mark-choice");
  const value = { m: "mask", l: "stand" }[event.key];
  if (!choice || !value || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  choice.querySelector(`input[value="${value}"]`).checked = true;
  const all = [...document.querySelectorAll(".mark-choice")];
  const next = all.slice(all.indexOf(choice) + 1).find((other) => !other.querySelector("input:checked"));
  (next ?? choice).querySelector("input").focus();
});
