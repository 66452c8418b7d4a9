// On a bad connection nothing that somebody typed gets lost: forms with data-keep are kept in this tab until the page has
// taken them, and sent once there is a connection. A shared tablet forgets everything at "next person".
const HERE = "panel:";
const AGAIN_MS = 4000;

for (const form of document.querySelectorAll("form[data-keep]")) {
  const name = HERE + form.dataset.keep;
  const shown = JSON.stringify(typedIn(form));
  putBack(form, name, shown);
  form.addEventListener("input", () => keep(name, { shown, typed: typedIn(form) }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(name, { shown, typed: typedIn(form) });
    send(form);
  });
}

for (const form of document.querySelectorAll("form[data-wipe]")) form.addEventListener("submit", () => sessionStorage.clear());

function typedIn(form) {
  return [...new FormData(form)].filter(([field]) => field !== "csrf_token");
}

// shown: what the page itself had in the form. Once the page has taken what was typed it shows something else, and what
// was kept is thrown away.
function putBack(form, name, shown) {
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "null");
  if (!kept || kept.shown !== shown || document.querySelector(".summary")) return sessionStorage.removeItem(name);
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden") continue;
    const values = kept.typed.filter(([of]) => of === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
}

function keep(name, what) {
  try {
    sessionStorage.setItem(name, JSON.stringify(what));
  } catch { /* storage may be full or switched off */ }
}

async function send(form) {
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  while (!(await isThere())) {
    say(form);
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
  form.submit();
}

async function isThere() {
  try {
    return navigator.onLine && (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

function say(form) {
  if (form.querySelector(".waiting")) return;
  const line = document.createElement("p");
  line.className = "notice notice--warm waiting";
  line.setAttribute("role", "status");
  line.textContent = document.querySelector("[data-waiting]").dataset.waiting;
  form.append(line);
}
