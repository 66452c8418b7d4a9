/* Passkeys: fetches the question, lets the device sign it, and sends the answer with the page's own form.
   Without this file, or where a browser can't, the forms stay hidden and the other ways are there. */
"use strict";

if (window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const status = form.querySelector("[role=status]");
      status.textContent = "";
      try {
        const asked = await fetch(form.dataset.question, {
          method: "POST",
          body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value }),
        });
        const question = await asked.json();
        if (!asked.ok) {
          status.textContent = question.sentence;
          return;
        }
        const made = form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
        form.elements.answer.value = JSON.stringify(made.toJSON());
        form.submit();
      } catch {
        status.textContent = form.dataset.failed;
      }
    });
  }
}
