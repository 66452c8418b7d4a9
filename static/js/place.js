// Triads and dyads: put a point between the poles by touch, mouse or arrow keys. The plain list of places stays at hand
// below it, and everything ends up in the same field, so that nothing is lost by going back or by another language.
const SVG = "http://www.w3.org/2000/svg";
const CORNERS = [[120, 24], [24, 190], [216, 190]];
const MIDDLE = [34, 33, 33];
const HAS_KEYS = matchMedia("(hover: hover)").matches; // a mouse, and so most likely keys: nothing of keys on a phone
const STEP = 6; // of the drawing's 240 units: about a fortieth of the triangle per press

for (const field of document.querySelectorAll("fieldset[data-place]")) enhance(field);

function enhance(field) {
  const list = field.querySelector(".place-list");
  const poles = field.dataset.poles.split("\n");
  const own = element("input", { type: "radio", name: field.dataset.name, class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  const said = element("p", { class: "hint" });
  const board = field.dataset.place === "dyad" ? line(field, poles, put) : triangle(field, poles, put);
  const more = element("details", field.dataset.open ? { open: "" } : {});
  more.append(element("summary", {}, field.dataset.list));
  list.before(board.node, said, more);
  more.append(list);
  field.append(own);
  field.addEventListener("change", (event) => { if (event.target.type === "radio") show(); });
  show();

  function put(point) {
    const value = point.join("-");
    const named = [...list.querySelectorAll("input")].find((input) => input.value === value);
    if (!named) own.value = value;
    (named ?? own).checked = true;
    show();
  }

  function show() {
    const chosen = field.querySelector("input[type=radio]:checked")?.value ?? "";
    const point = /^\d+-\d+-\d+$/.test(chosen) ? chosen.split("-").map(Number) : null;
    said.textContent = point ? poles.map((pole, i) => `${pole} ${point[i]}%`).join(", ") : HAS_KEYS ? field.dataset.none : field.dataset.noneTouch;
    board.show(point, said.textContent);
  }
}

// A line with the browser's own slider, which every way of operating a device knows.
function line(field, poles, put) {
  const slider = element("input", { type: "range", min: "0", max: "100", step: "5", class: "place-slider", "aria-label": field.dataset.label });
  const ends = element("div", { class: "place-ends", "aria-hidden": "true" });
  ends.append(...poles.map((pole) => element("span", {}, pole)));
  const node = element("div", { class: "place-board" });
  node.append(ends, slider);
  const read = () => put([100 - slider.value, Number(slider.value), 0]);
  slider.addEventListener("input", read);
  slider.addEventListener("click", read); // a press in the middle, where the untouched handle stands already
  return {
    node,
    show(point, words) {
      slider.value = point ? point[1] : 50;
      slider.setAttribute("aria-valuetext", words);
      node.classList.toggle("place-board--unset", !point);
    },
  };
}

function triangle(field, poles, put) {
  const node = element("div", { class: "place-board place-board--triad" });
  const drawing = element("svg", { viewBox: "8 12 224 190" }, "", SVG);
  const shape = element("polygon", { points: CORNERS.map((corner) => corner.join()).join(" "), class: "place-shape" }, "", SVG);
  const handle = element("g", { class: "place-handle", tabindex: "0", role: "slider", "aria-label": field.dataset.label,
    "aria-valuemin": "0", "aria-valuemax": "100" }, "", SVG);
  handle.append(element("circle", { r: "24", class: "place-reach" }, "", SVG), element("circle", { r: "11", class: "place-point" }, "", SVG));
  drawing.append(shape, handle);
  const [top, ...others] = poles.map((pole) => element("span", { "aria-hidden": "true" }, pole));
  const below = element("div", { class: "place-ends", dir: "ltr" });
  for (const other of others) other.dir = "auto";
  below.append(...others);
  node.append(top, drawing, below);
  let at = MIDDLE;

  const moved = (x, y) => put(shares(x, y));
  const where = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
  drawing.addEventListener("click", (event) => { const p = where(event); moved(p.x, p.y); handle.focus(); });
  handle.addEventListener("pointerdown", (event) => { event.preventDefault(); handle.setPointerCapture(event.pointerId); handle.focus(); });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) { const p = where(event); moved(p.x, p.y); }
  });
  handle.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way && event.key !== "Home") return;
    event.preventDefault();
    if (!way) return put(MIDDLE);
    const [x, y] = place(at);
    moved(x + way[0] * STEP, y + way[1] * STEP);
  });
  return {
    node,
    show(point, words) {
      at = point ?? MIDDLE;
      handle.setAttribute("transform", `translate(${place(at).join(" ")})`);
      handle.setAttribute("aria-valuenow", at[0]);
      handle.setAttribute("aria-valuetext", words);
      node.classList.toggle("place-board--unset", !point);
    },
  };
}

// From percents to a place in the drawing, and back; outside the triangle counts as the nearest edge.
function place(point) {
  return [0, 1].map((axis) => CORNERS.reduce((sum, corner, i) => sum + (corner[axis] * point[i]) / 100, 0));
}

function shares(x, y) {
  const [[ax, ay], [bx, by], [cx, cy]] = CORNERS;
  const whole = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy);
  const first = ((by - cy) * (x - cx) + (cx - bx) * (y - cy)) / whole;
  const second = ((cy - ay) * (x - cx) + (ax - cx) * (y - cy)) / whole;
  const weights = [first, second, 1 - first - second].map((weight) => Math.max(0, weight));
  const sum = weights[0] + weights[1] + weights[2];
  const [a, b] = weights.map((weight) => Math.round((100 * weight) / sum));
  return a + b > 100 ? [a, 100 - a, 0] : [a, b, 100 - a - b];
}

function element(name, attributes, text = "", space = "http://www.w3.org/1999/xhtml") {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}
