// A tablet that many people use: after a while without a touch or a key, ask whether somebody is still there; without
// an answer the page is wiped. Without script only the receipt wipes itself.
const asking = document.querySelector(".kiosk");
const S = 1000;
let timer;

function wait() {
  clearTimeout(timer);
  if (!asking.hidden) return;
  timer = setTimeout(ask, Number(asking.dataset.idle) * S);
}

function ask() {
  asking.hidden = false;
  asking.querySelector("[data-stay]").focus();
  timer = setTimeout(() => location.replace(asking.dataset.wipe), Number(asking.dataset.warning) * S);
}

asking.querySelector("[data-stay]").addEventListener("click", () => {
  asking.hidden = true;
  wait();
});
for (const sign of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(sign, wait, { passive: true });
wait();
