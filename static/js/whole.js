// The whole form on one page, when there is no connection: what was typed before is filled in again, everything typed is
// kept on this device, and the story is sent as soon as it can be. With a connection this page is an ordinary form.
const form = document.querySelector("form[data-whole]");
const OWN = ["draft", "go", "taal", "website", "proof", "change", "recording"];
const UNDER_16 = ["under-12", "12-15"];
const AGAIN_MS = 20_000;
const { whole } = form.dataset;
const waiting = whole.replace("in-een-keer", "onderweg");
const isOffline = location.hash === "#zonder-verbinding" || !navigator.onLine;
let retry;

if (globalThis.caches) begin();

async function begin() {
  const earlier = await known();
  if (!document.getElementById("summary")) { // else this page comes from the server, with what is wrong
    if (earlier) fill(Object.fromEntries(earlier.fields));
    if (isOffline || earlier) fill(JSON.parse(sessionStorage.getItem(whole) ?? "{}")); // never older: written at once
    if (earlier?.ready) return wait();
  }
  if (!isOffline && !earlier) return sayIfSent();
  show("offline", isOffline);
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => { remember(); save(false); });
}

/* The worker sent the story between the loading of this page and now: the worker's answer to this address says so. */
async function sayIfSent() {
  if (await caches.match(whole.replace("in-een-keer", "verstuurd"))) location.replace(whole);
}

addEventListener("offline", () => show("offline", true));

form.addEventListener("submit", async (event) => {
  if (event.submitter?.value !== "next" || !globalThis.caches) return;
  event.preventDefault();
  if (isIncomplete()) return;
  if (await isConnected()) return send();
  await save(!isForThisPage());
  const worker = await navigator.serviceWorker?.getRegistration();
  worker?.sync?.register("loex").catch(() => { /* then this page sends it, or the next time it is opened */ });
  wait();
});

function wait() {
  show("offline", false);
  show("waiting", true).focus();
  addEventListener("online", attempt);
  retry ??= setInterval(attempt, AGAIN_MS);
  attempt();
}

async function attempt() {
  if (await isConnected()) send();
}

function send() {
  clearInterval(retry);
  const go = Object.assign(document.createElement("input"), { type: "hidden", name: "go", value: "next" });
  form.append(go);
  form.submit();
  go.remove();
}

/* What may not go by itself once this page is closed: a recording is only here, and the code for a parent is only shown after
   sending. Then the page is filled in again when it is opened, and its teller presses Send. */
function isForThisPage() {
  return Boolean(form.elements.recording?.files.length) || form.querySelector("[name=parent_when]:checked")?.value === "later";
}

async function isConnected() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function known() {
  const name = await current();
  const found = name && (await (await caches.open(name)).match(waiting));
  return found?.json();
}

/* Written before anything else can happen: a page that is closed or opened anew at this moment loses no letter. */
function remember() {
  const typed = {};
  for (const field of form.elements) {
    if (!field.name || OWN.includes(field.name)) continue;
    if (field.type === "checkbox") typed[field.name] = field.checked ? field.value : "";
    else if (field.type !== "radio" || field.checked) typed[field.name] = field.value;
  }
  sessionStorage.setItem(whole, JSON.stringify(typed));
}

async function save(ready) {
  const name = await current();
  if (!name) return;
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const kept = { action: whole, fields: ready ? [...fields, ["go", "next"]] : fields, ready };
  await (await caches.open(name)).put(waiting, Response.json(kept));
}

async function current() {
  return (await caches.keys()).find((name) => name.startsWith("loex-"));
}

function fill(typed) {
  for (const [name, value] of Object.entries(typed)) {
    if (OWN.includes(name)) continue;
    const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const kind = fields[0]?.type;
    if (kind === "checkbox") fields[0].checked = fields[0].value === value;
    else if (kind === "radio") choose(fields, value);
    else if (fields[0]) fields[0].value = value;
  }
}

/* A place between poles that has no name of its own goes into the last option, which js/place.js added. */
function choose(fields, value) {
  const place = fields[0].closest("[data-place]") && value.includes("-") ? fields.at(-1) : undefined;
  const field = fields.find((one) => one.value === value) ?? place;
  if (!field) return;
  field.value = value;
  field.checked = true;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function isIncomplete() {
  const chosen = (name) => form.querySelector(`[name=${name}]:checked`)?.value ?? "";
  const isYoung = chosen("perspective") === "young_person";
  const asksParent = isYoung && UNDER_16.includes(chosen("age_band")) && Boolean(form.elements.consent_parent);
  const missing = {
    perspective: !chosen("perspective"),
    professional_role: chosen("perspective") === "professional" && !chosen("professional_role"),
    age_band: isYoung && Boolean(form.dataset.asksAge) && !chosen("age_band"),
    parent_when: asksParent && !chosen("parent_when"),
    consent_parent: asksParent && chosen("parent_when") === "here" && !form.elements.consent_parent.checked,
    story: !form.elements.story.value.trim(),
  };
  for (const line of form.querySelectorAll("[data-missing]")) line.hidden = !missing[line.dataset.missing];
  const isMissing = Object.values(missing).some(Boolean);
  const summary = show("missing", isMissing);
  if (isMissing) summary.focus();
  return isMissing;
}

function show(name, wanted) {
  const section = form.querySelector(`[data-offline=${name}]`);
  section.hidden = !wanted;
  return section;
}
