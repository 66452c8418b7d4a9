// After Start: make sure that this form can be finished without a connection. The whole form on one page is kept on this
// device, and this tab remembers what was typed on the pages. js/worker.js gives that page when the connection is gone.
// Nothing is kept on a tablet that many people use, and nothing anywhere before Start.
const form = document.querySelector("form[data-whole]");
const language = document.documentElement.lang;
const OWN = ["draft", "go", "taal", "website", "proof", "change", "recording"];

if (form && navigator.serviceWorker && globalThis.caches) {
  form.addEventListener("submit", remember);
  addEventListener("load", () => keepWhole().catch(() => { /* no room, or switched off: then it works as without script */ }));
}

function remember() {
  const typed = JSON.parse(sessionStorage.getItem(form.dataset.whole) ?? "{}");
  for (const field of form.elements) {
    if (!field.name || OWN.includes(field.name)) continue;
    if (field.type === "checkbox") typed[field.name] = field.checked ? field.value : "";
    else if (field.type !== "radio" || field.checked) typed[field.name] = field.value;
  }
  sessionStorage.setItem(form.dataset.whole, JSON.stringify(typed));
}

async function keepWhole() {
  const hasLeft = () => document.documentElement.hidden; // js/leave.js wipes: nothing may come after that
  if (hasLeft()) return;
  const { whole } = form.dataset;
  const isFirstPage = form.action.endsWith("/wie");
  const isStart = isFirstPage && !form.querySelector("[name=perspective]:checked");
  if (isStart) sessionStorage.removeItem(whole); // somebody begins: nothing of an earlier teller
  const wanted = `${language} ${isFirstPage}`; // questions are worded for who somebody is, from page 2 on
  if (!isStart && sessionStorage.getItem("kept") === wanted) return;
  await navigator.serviceWorker.register("/vertel/werker.js");
  const asked = new URLSearchParams({ draft: form.elements.draft.value, taal: language, go: "show" });
  const answer = await fetch(whole, { method: "POST", body: asked });
  if (!answer.ok || hasLeft()) return;
  const cache = await openCache();
  if (isStart) await cache.delete(whole.replace("in-een-keer", "onderweg"));
  await cache.put(whole, answer.clone());
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = [...page.querySelectorAll("link[rel=stylesheet], script[src], img[src]")];
  await cache.addAll([...new Set(parts.map((part) => part.getAttribute("href") ?? part.getAttribute("src")))]);
  sessionStorage.setItem("kept", wanted);
}

async function openCache() {
  const known = (await caches.keys()).find((name) => name.startsWith("loex-"));
  return caches.open(known ?? `loex-${Date.now()}`);
}
