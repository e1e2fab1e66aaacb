// Drop a folder or files; see what was chosen and how much is sent. Without this file the plain form does the same.
const form = document.getElementById("upload");
const drop = document.getElementById("drop");
const input = document.getElementById("files");
const folder = document.getElementById("folder");
const list = document.getElementById("chosen");
const sum = document.getElementById("chosen-sum");
const wanted = /\.(wav|mp3|ogg|opus|flac|m4a|gsm|zip|csv|ul|al|raw)$/i;
const number = new Intl.NumberFormat(document.documentElement.lang === "es" ? "es-CL" : "en", { maximumFractionDigits: 1 });
const megabytes = (bytes) => (bytes < 1e5 ? `${number.format(bytes / 1e3)} kB` : `${number.format(bytes / 1e6)} MB`);

function show() {
  const files = [...input.files];
  const bytes = files.reduce((total, file) => total + file.size, 0);
  list.hidden = files.length === 0;
  list.replaceChildren(
    ...files.slice(0, 60).map((file) => {
      const line = document.createElement("li");
      const size = document.createElement("span");
      size.className = "support";
      size.textContent = megabytes(file.size);
      line.append(file.name, size);
      return line;
    }),
  );
  const count = files.length === 1 ? form.dataset.countOne : form.dataset.countMany.replace("{n}", files.length);
  const tooBig = bytes > Number(form.dataset.maxMb) * 1e6;
  sum.textContent = files.length ? `${count} · ${megabytes(bytes)}${tooBig ? `. ${form.dataset.tooBig}` : ""}` : "";
  sum.className = tooBig ? "error-text" : "";
  input.setCustomValidity(tooBig ? form.dataset.tooBig : "");
}

function take(files) {
  const kept = new DataTransfer();
  for (const file of files) if (wanted.test(file.name) && !file.name.startsWith(".")) kept.items.add(file);
  input.files = kept.files;
  show();
}

async function inside(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return (await Promise.all(found.map(inside))).flat();
    found.push(...part);
  }
}

input.addEventListener("change", show);
folder.addEventListener("change", () => take([...folder.files]));
for (const name of ["dragover", "dragenter"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  take(entries.length ? (await Promise.all(entries.map(inside))).flat() : [...event.dataTransfer.files]);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const place = document.getElementById("sending");
  const bar = place.querySelector("progress");
  const text = place.querySelector('[role="status"]');
  const button = form.querySelector('button[type="submit"]');
  if (button.disabled) return; // sent already: a second press makes no second run
  const request = new XMLHttpRequest();
  place.hidden = false;
  button.disabled = true;
  let spoken = -1;
  request.upload.addEventListener("progress", (step) => {
    const share = Math.floor((100 * step.loaded) / step.total);
    bar.value = share;
    if (share === spoken || (share % 10 && share < 100)) return;
    spoken = share;
    text.textContent = share < 100 ? form.dataset.sending.replace("{share}", `${share} %`) : form.dataset.sent;
  });
  request.addEventListener("load", () => {
    if (request.status < 400 && request.responseURL && !request.responseURL.endsWith(new URL(form.action).pathname)) {
      location.assign(request.responseURL);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const problems = page.getElementById("problems");
    place.hidden = true;
    button.disabled = false;
    document.getElementById("problems")?.remove();
    if (problems) {
      form.before(problems);
      problems.focus();
    } else {
      const title = page.querySelector("main h1");
      sum.className = "error-text";
      sum.textContent = title ? `${title.textContent}. ${page.querySelector("main p + p, main section p")?.textContent ?? ""}` : form.dataset.lost;
    }
  });
  request.addEventListener("error", () => {
    place.hidden = true;
    button.disabled = false;
    sum.className = "error-text";
    sum.textContent = form.dataset.lost;
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
});
