// The receipt: nothing stays on this device any more, and the buttons that need a script are shown only where it runs.
wipeDevice().catch(() => { /* storage may be switched off: then nothing was kept */ });

for (const row of document.querySelectorAll("[data-scripted]")) row.hidden = false;
document.querySelector("[data-print]")?.addEventListener("click", () => print());
for (const button of document.querySelectorAll("[data-picture]")) button.addEventListener("click", () => draw(button));

const WIDTH = 1080;
const MARGIN = 90;

/* A picture of one code and what it is for, to keep among one's photographs. */
async function draw(button) {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const isRtl = document.dir === "rtl";
  const parts = [
    { text: button.dataset.title, font: "bold 52px sans-serif", step: 76 },
    ...code(button).map((text) => ({ text, font: "bold 76px sans-serif", step: 104, isCode: true })),
    ...button.dataset.lines.split("\n").map((text) => ({ text, font: "40px sans-serif", step: 58 })),
  ];
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d");
  const lines = parts.flatMap((part) => wrapped(brush, part));
  canvas.width = WIDTH;
  canvas.height = lines.reduce((sum, line) => sum + line.step + line.before, 2 * MARGIN);
  brush.fillStyle = token("--color-surface");
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.fillStyle = token("--color-ink");
  let y = MARGIN;
  for (const line of lines) {
    y += line.before + line.step;
    brush.font = line.font;
    const startsRight = isRtl && !line.isCode;
    brush.direction = startsRight ? "rtl" : "ltr";
    brush.textAlign = startsRight ? "right" : "left";
    brush.fillText(line.text, startsRight ? WIDTH - MARGIN : MARGIN, y - line.step / 4);
  }
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: button.dataset.file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/* Two words a line: large enough to read on a photograph, and in order. */
function code(button) {
  const words = button.closest("section").querySelector(".code").textContent.trim().split(/\s+/);
  return [0, 2, 4].map((i) => words.slice(i, i + 2).join("  "));
}

function wrapped(brush, part) {
  brush.font = part.font;
  const lines = [""];
  for (const word of part.text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (brush.measureText(longer).width <= WIDTH - 2 * MARGIN) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((text, i) => ({ ...part, text, before: i ? 0 : 24 }));
}
