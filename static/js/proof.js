// The sum that is asked when it is very busy (ALTCHA version 2, PBKDF2): find the number that gives the wanted beginning.
// The browser's own cryptography does the work beside the page, so nothing stands still. Whoever presses Send before it is
// done, waits for it; whoever's device can't do it, sends without.
const busy = document.querySelector("[data-proof]");
const form = busy.closest("form");
const said = busy.querySelector("[data-said]");
const QUARTERS = 4;
let pressed = null;
let isBusy = true;

form.addEventListener("submit", (event) => {
  if (!isBusy || event.submitter?.value !== "next") return;
  event.preventDefault();
  pressed = event.submitter;
  busy.scrollIntoView();
});

solve(JSON.parse(busy.dataset.proof)).then((payload) => {
  form.elements.proof.value = payload;
  said.textContent = busy.dataset.done;
}).catch(() => {
  said.textContent = busy.dataset.failed;
}).finally(() => {
  isBusy = false;
  if (pressed) form.requestSubmit(pressed);
});

async function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix, data } = challenge.parameters;
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  for (let counter = 0; counter < data.most; counter++) {
    if (counter % Math.ceil(data.most / QUARTERS) === 0) {
      said.textContent = `${said.dataset.busy} ${Math.round((100 * counter) / data.most)}%`;
    }
    new DataView(password.buffer).setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
  }
  throw new Error("no solution");
}

function bytes(text) {
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
