// The scoring page: marks by key, drafts kept as one goes, time in sight. Forms work without this file.
const stamp = new URL(import.meta.url).search;
const [{ makePlayer }, { followTranscript, searchTranscript }, { makePanes, makeTurns }] = await Promise.all([
  import(`./player.js${stamp}`),
  import(`./transcript.js${stamp}`),
  import(`./panes.js${stamp}`),
]);

const root = document.querySelector(".scoring");
const player = root.querySelector("#audio") ? makePlayer(root) : null;
const transcript = followTranscript(root, player);
searchTranscript(root);
const state = () => document.getElementById("sheet-state");

// Seconds with the page in sight since they were last sent.
let seenFrom = document.hidden ? null : performance.now();
let seen = 0;
function inSight() {
  if (seenFrom !== null) {
    seen += (performance.now() - seenFrom) / 1000;
    seenFrom = performance.now();
  }
  const sent = Math.round(seen * 10) / 10;
  seen = 0;
  return sent;
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    seenFrom = performance.now();
    return;
  }
  const spent = inSight();
  seenFrom = null;
  const here = state();
  if (!here?.dataset.time || spent < 0.5) return;
  const told = new FormData();
  told.set("csrf_token", root.querySelector('input[name="csrf_token"]').value);
  told.set("sheet", here.dataset.sheet);
  told.set("spent_s", String(spent));
  navigator.sendBeacon(here.dataset.time, told);
});

// Every send carries the version that stands when it leaves, and the time since the last one.
document.body.addEventListener("htmx:configRequest", (event) => {
  const asked = event.detail.parameters;
  if (!event.target.closest?.(".sheet-form") || !state()) return;
  asked.version = state().dataset.version;
  asked.spent_s = String(inSight());
  if (document.querySelector("#sheet-refused p")) asked.refused = "1";
});
for (const form of document.querySelectorAll("form.sheet-form:not([hx-post])")) {
  form.addEventListener("submit", () => {
    form.elements.version.value = state().dataset.version;
    form.elements.spent_s.value = String(inSight());
  });
}

const toTurn = makeTurns(root, player, makePanes(root, "score"));
// Without sound the turn that was pressed is where one is.
root.addEventListener("click", (event) => {
  const turn = event.target.closest(".turn");
  if (turn && !player) toTurn(turn.id.slice(5));
});

// One criterion at a time.
const rows = () => [...root.querySelectorAll(".score-row")];
let current = null;
function choose(row, focus = true) {
  if (!row) return;
  for (const other of root.querySelectorAll(".score-row.current")) other.classList.remove("current");
  row.classList.add("current");
  current = row;
  if (!focus) return;
  const picked = row.querySelector('input[type="radio"]:checked') ?? row.querySelector('input[type="radio"]');
  picked.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
// While a mouse button or a finger is down nothing may fold: the answer under it would move away and the press be lost.
let pressed = false;
const chooseAt = (target) => choose(target?.closest?.(".score-row"), false);
root.addEventListener("mousedown", () => (pressed = true), true);
window.addEventListener("mouseup", () =>
  setTimeout(() => {
    pressed = false;
    chooseAt(document.activeElement);
  }),
);
window.addEventListener("dragend", () => (pressed = false));
root.addEventListener("focusin", (event) => pressed || chooseAt(event.target));
const step = (by) => {
  const all = rows();
  const at = all.indexOf(current);
  choose(all[Math.min(all.length - 1, Math.max(0, at + by))]);
};

const where = (row) => row.querySelector(".score-more");
// An act that happened is placed where the recording is now; without sound, at the turn that is current.
root.addEventListener("htmx:configRequest", (event) => {
  const asked = event.detail.parameters;
  const row = event.target.closest?.(".score-row");
  if (!row || asked.mark !== "happened" || where(row).dataset.mark === "happened") return;
  if (player) asked.start_s = player.now().toFixed(1);
  else asked.turn = root.querySelector(".turn[aria-current]")?.id.slice(5) ?? "";
});
// A second that was changed by hand goes before the turn it was in.
root.addEventListener("change", (event) => {
  if (!event.target.matches(".second")) return;
  const turn = event.target.closest(".score-more").querySelector("select");
  if (turn) turn.value = "";
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  const row = document.getElementById(event.target.id)?.closest?.(".score-row");
  if (row) row.classList.toggle("marked", Boolean(where(row).dataset.mark));
});
// A refused mark says why under its row, and the row stays as it was entered.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422) return;
  event.detail.target = event.detail.requestConfig.elt.querySelector(".score-wrong") ?? wrongPlace(event.detail.requestConfig.elt);
  event.detail.swapOverride = "innerHTML";
});
function wrongPlace(form) {
  const place = document.createElement("div");
  place.className = "score-wrong";
  form.append(place);
  return place;
}

function set(number) {
  const row = current ?? rows().find((r) => !r.classList.contains("marked"));
  const radios = row ? [...row.querySelectorAll('input[type="radio"]')] : [];
  const radio = radios[number - 1];
  if (!radio) return;
  choose(row, false);
  radio.checked = true;
  radio.focus({ preventScroll: true });
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}
function hear() {
  const place = current && where(current);
  if (!place) return;
  if (player && place.dataset.start) player.play(Number(place.dataset.start));
  else if (place.dataset.turn) toTurn(place.dataset.turn);
  else current.querySelector("a[data-hear]")?.click();
}
function note() {
  const field = current?.querySelector('input[name="note"]');
  field?.removeAttribute("data-idle");
  field?.focus();
}
function turn(direction) {
  const next = transcript.step(direction);
  if (!next) return;
  if (player) player.seek(Number(next.dataset.start));
  else toTurn(next.id.slice(5));
}
function rest() {
  const menu = document.getElementById("rest-menu");
  if (!menu) return;
  menu.open = true;
  document.getElementById("rest-yes").focus();
}
const submit = (id) => document.getElementById(id)?.requestSubmit();
const dialog = root.querySelector("#keys");
root.querySelector("#show-keys")?.addEventListener("click", () => dialog.showModal());

const single = {
  " ": () => player?.toggle(),
  ArrowLeft: () => player?.seek(player.now() - 5),
  ArrowRight: () => player?.seek(player.now() + 5),
  ArrowUp: () => step(-1),
  ArrowDown: () => step(1),
  e: hear,
  1: () => set(1),
  2: () => set(2),
  3: () => set(3),
  4: () => set(4),
  0: rest,
  n: note,
  "/": () => root.querySelector("#find")?.focus(),
  j: () => submit("next-call"),
  k: () => submit("previous-call"),
};
const writing = (target) => target.matches?.('input:not([type="radio"]):not([type="range"]), textarea, select');
const pressing = (target, key) => (key === " " || key === "Enter") && target.closest?.("button, a, summary");

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.altKey || event.metaKey || event.ctrlKey || dialog?.open) return;
  if (key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
    if (writing(target)) {
      target.blur();
      choose(current);
    }
    return;
  }
  if (key === "Enter" && target.matches?.('.score-more input')) {
    event.preventDefault();
    target.blur();
    choose(current);
    return;
  }
  if (writing(target) || pressing(target, key) || root.dataset.singleKeys === "off") return;
  if (key === "?") return void dialog?.showModal();
  if (event.shiftKey && key === "S") return void submit("close-form");
  if (event.shiftKey && (key === "ArrowLeft" || key === "ArrowRight")) {
    event.preventDefault();
    return void turn(key === "ArrowLeft" ? -1 : 1);
  }
  if (event.shiftKey) return;
  const act = single[key.length === 1 ? key.toLowerCase() : key];
  if (!act) return;
  event.preventDefault();
  act();
});

const asked = root.dataset.at && document.getElementById(`row-${root.dataset.at}`);
choose(asked || rows().find((row) => !row.classList.contains("marked")) || rows()[0]);
// On a phone the reason of a refusal would stay above, out of sight of the criterion it is about.
if (asked && matchMedia("(max-width: 720px)").matches) {
  asked.prepend(document.getElementById("sheet-refused"));
  asked.scrollIntoView({ block: "center" });
}
// What a refused act lacks is its turn: the choice of it is where the keys go.
if (asked && where(asked).dataset.mark === "happened" && !where(asked).dataset.turn) asked.querySelector('select[name="turn"]')?.focus();
