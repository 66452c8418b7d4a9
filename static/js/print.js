// A page that is there to be printed: the button is shown only where a script runs.
for (const row of document.querySelectorAll("[data-scripted]")) row.hidden = false;
document.querySelector("[data-print]")?.addEventListener("click", () => print());
