// A button per question that reads it aloud with the browser's own voice. Only where a voice for this language lives on the
// device itself: other voices would send the text to somebody else. Without one there is no button.
const form = document.querySelector("form[data-aloud]");
const speech = globalThis.speechSynthesis;
const language = document.documentElement.lang;
let reading = null;

if (form && speech) {
  offer();
  speech.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", hush);
}

function voice() {
  return speech.getVoices().find((one) => one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === language);
}

function offer() {
  if (!voice() || form.querySelector(".aloud")) return;
  for (const question of form.querySelectorAll("main :is(legend, h1.label, .field > .label:not(h1 *))")) {
    if (question.matches(".unseen") || question.closest(".domain-steps, [hidden]") || question.parentElement.closest("legend, h1")) continue;
    question.id ||= `aloud-${Math.random().toString(36).slice(2)}`;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button--quiet button--small aloud", textContent: form.dataset.aloud });
    button.setAttribute("aria-describedby", question.id);
    button.addEventListener("click", () => (reading === button ? hush() : read(button, question)));
    question.after(button);
  }
}

function read(button, question) {
  hush();
  const said = new SpeechSynthesisUtterance(words(question));
  said.voice = voice();
  said.lang = said.voice.lang;
  said.onend = said.onerror = () => { if (reading === button) hush(); };
  reading = button;
  button.textContent = form.dataset.hush;
  speech.speak(said);
}

function hush() {
  if (!reading) return;
  reading.textContent = form.dataset.aloud;
  reading = null;
  speech.cancel();
}

/* The question, its explanation and what can be chosen, as far as it is on the screen. */
function words(question) {
  const around = question.closest(".card, fieldset, .field");
  const parts = [...around.querySelectorAll("legend, .label, .hint p, label > span:not(.hint)")];
  const seen = parts.filter((part) => part.offsetParent && !part.matches(".unseen")).map((part) => part.textContent.trim());
  return [...new Set(seen)].join(". ");
}
