// A drawing of the desk that tells its numbers to whoever points at a mark. Without this the drawing, its sentence and the
// table beside it say the same. Vega is only fetched when somebody asks for it, and runs without eval: its own interpreter
// reads the expressions of a chart (`ast`).
"use strict";

let vega;

for (const button of document.querySelectorAll("[data-chart]")) {
  button.hidden = false;
  button.addEventListener("click", () => show(button));
}

async function show(button) {
  button.disabled = true;
  try {
    const { chart, chartWide, vega: script } = button.dataset;
    const source = chartWide && matchMedia("(min-width: 62rem)").matches ? chartWide : chart;
    const [spec] = await Promise.all([fetched(source), (vega ??= import(script))]);
    const place = document.createElement("div");
    place.className = "drawing-live";
    const drawing = button.closest("figure").querySelector("picture, img");
    await globalThis.vegaEmbed(place, spec, {
      mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: false,
      formatLocale: { decimal: ",", thousands: ".", grouping: [3], currency: ["€\u00a0", ""] },
    });
    drawing.replaceWith(place);
    place.tabIndex = -1; // whoever pressed by keyboard goes on from here, as the button goes
    place.focus();
    button.style.visibility = "hidden"; // its place stays, so that nothing below moves
  } catch {
    button.disabled = false; // the drawing stays
  }
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}
