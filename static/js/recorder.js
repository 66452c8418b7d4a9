// A simple recorder for a spoken story: record, listen, delete. What was recorded goes into the file field that is there
// anyway, so that without this script a file can be chosen. Nothing leaves the page before Send.
const part = document.querySelector("[data-recorder]");
const find = (name) => part.querySelector(`[data-${name}]`);
const field = part.querySelector("input[type=file]");
const player = part.querySelector("audio");
const S = 1000;
const BITS_PER_S = 32_000; // speech; three minutes are about 0.7 MB
let recorder = null;

if (globalThis.MediaRecorder && navigator.mediaDevices && globalThis.DataTransfer) part.querySelector("[data-scripted]").hidden = false;
find("record").addEventListener("click", record);
find("stop").addEventListener("click", () => recorder?.stop());
find("delete").addEventListener("click", () => take([]));
field.addEventListener("change", () => take([...field.files]));

async function record() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    find("said").textContent = part.dataset.refused;
    return;
  }
  const pieces = [];
  recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_S });
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    for (const track of stream.getTracks()) track.stop();
    clearTimeout(timer);
    buttons(false);
    take([new File(pieces, "opname", { type: recorder.mimeType })]);
  });
  recorder.start();
  buttons(true);
  find("said").textContent = part.dataset.busy;
  const timer = setTimeout(() => recorder.stop(), Number(part.dataset.mostSeconds) * S);
}

function take(files) {
  const isTooLarge = files.some((file) => file.size > Number(part.dataset.mostBytes));
  const taken = isTooLarge ? [] : files;
  const list = new DataTransfer();
  for (const file of taken) list.items.add(file);
  field.files = list.files;
  if (player.src) URL.revokeObjectURL(player.src);
  player.hidden = find("delete").hidden = !taken.length;
  if (taken.length) player.src = URL.createObjectURL(taken[0]);
  else player.removeAttribute("src");
  find("said").textContent = isTooLarge ? part.dataset.tooLarge : part.dataset[taken.length ? "done" : "none"];
}

function buttons(isRecording) {
  find("record").hidden = isRecording;
  find("stop").hidden = !isRecording;
  if (isRecording) find("stop").focus();
  else find("record").focus();
}
