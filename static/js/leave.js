// Leave quickly: blank the page at once, clear what scripts kept, and replace this page instead of adding one to the
// history. Without script the link does the same but for the blanking.
const LONGEST_MS = 24 * 60 * 60 * 1000;
const HURRY_MS = 300; // nobody waits longer than this for the clearing; the address that follows clears as well

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.leave");
  if (!link) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  document.title = "";
  const away = () => location.replace(navigator.onLine ? link.href : "about:blank");
  Promise.race([wipeDevice(), new Promise((done) => setTimeout(done, HURRY_MS))]).then(away, away);
});

// Whoever comes back with the browser's own button does not find the answers again.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.documentElement.hidden) location.replace("/");
});

// Everything that js/offline.js, js/whole.js and js/worker.js keep on this device. Also used by js/receipt.js.
async function wipeDevice() {
  try {
    sessionStorage.clear();
    localStorage.clear();
  } catch { /* storage may be switched off */ }
  for (let names; (names = (await globalThis.caches?.keys()) ?? []).length;) { // again: js/worker.js may just have written
    await Promise.all(names.map((name) => caches.delete(name)));
  }
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
}

// What is kept bears the moment at which it was begun in its name ("loex-1789…").
globalThis.caches?.keys().then((names) => {
  if (names.some((name) => Date.now() - Number(name.split("-")[1]) > LONGEST_MS)) wipeDevice();
}).catch(() => { /* storage may be switched off */ });
