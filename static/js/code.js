// The field for the six words has two lines; Enter opens what they open, as in a field of one line.
const field = document.getElementById("code");
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  field.form.requestSubmit(field.form.querySelector("button[name=go]"));
});
