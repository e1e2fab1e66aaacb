// The review page: keys, evidence by ear, decisions. Forms work without this file; it only makes them quick.
// The parts are imported under this file's own stamp, so that an update never meets an old part in a cache.
const stamp = new URL(import.meta.url).search;
const [{ makePlayer }, { followTranscript, searchTranscript }, { makePanes, makeTurns }, { toast }] = await Promise.all([
  import(`./player.js${stamp}`),
  import(`./transcript.js${stamp}`),
  import(`./panes.js${stamp}`),
  import(`./toast.js${stamp}`),
]);

const root = document.querySelector(".review");
const player = root.querySelector("#audio") ? makePlayer(root) : null;
const transcript = followTranscript(root, player);
searchTranscript(root);

const show = makePanes(root, "conduct");
const toTurn = makeTurns(root, player, show);

// One finding open at a time; opening a finding shows where it is said.
function lead(details) {
  for (const other of root.querySelectorAll(".crits details[open]")) if (other !== details) other.open = false;
  const [criterion, instance] = details.dataset.key.split("-");
  const mark = root.querySelector(`.m[data-criterion="${criterion}"][data-instance="${instance}"]`);
  const pane = root.querySelector("#turns");
  if (!mark || !pane || pane.scrollHeight <= pane.clientHeight) return;
  pane.scrollTop += mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight * 0.4;
}
root.addEventListener("toggle", (event) => event.target.matches?.(".crits details") && event.target.open && lead(event.target), true);

const lines = () => [...root.querySelectorAll(".crits details > summary, .duties details > summary")];
const focused = () => document.activeElement?.closest?.(".crits details, .duties details") ?? root.querySelector(".crits details[open]");

function moveCriterion(direction) {
  const all = lines();
  const at = all.indexOf(document.activeElement);
  const open = all.findIndex((s) => s.parentElement.open);
  const next = all[at < 0 ? Math.max(0, open) : Math.min(all.length - 1, Math.max(0, at + direction))];
  if (!next) return;
  if (next.closest(".crits")) next.parentElement.open = true;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function hearEvidence() {
  const line = focused();
  if (!player && line?.dataset.turn) return toTurn(line.dataset.turn);
  if (line?.dataset.hear && player) player.play(Number(line.dataset.hear), line.dataset.until ? Number(line.dataset.until) : null);
}

function choose(number) {
  const form = root.querySelector(".crits details[open] .decision");
  if (!form) return false;
  form.querySelectorAll('input[type="radio"]')[number - 1].checked = true;
  form.querySelector('input[name="reason"]').focus();
  return true;
}

const opened = (menu, field) => {
  const details = document.querySelector(menu);
  if (!details) return;
  details.open = true;
  details.querySelector(field).focus();
};
const follow = (id) => document.getElementById(id)?.click();
const submit = (id) => document.getElementById(id)?.requestSubmit();
const dialog = root.querySelector("#keys");
root.querySelector("#show-keys")?.addEventListener("click", () => dialog.showModal());

function note() {
  if (root.dataset.pane) show("sheet");
  const field = root.querySelector("#note");
  if (!field) return;
  root.querySelector("#note-at").value = player ? player.now().toFixed(1) : "";
  field.focus();
  field.scrollIntoView({ block: "nearest" });
}

// What the machine missed: the words selected in the transcript, else the turn that is current.
function missed() {
  const box = root.querySelector("#breach");
  if (!box) return;
  const chosen = getSelection();
  const from = (chosen && !chosen.isCollapsed && chosen.anchorNode?.parentElement?.closest(".turn")) || null;
  const at = from ?? root.querySelector(".turn[aria-current]");
  if (root.dataset.pane) show("conduct");
  box.open = true;
  if (at) box.querySelector("#breach-turn").value = at.id.slice(5);
  if (from) box.querySelector("#breach-quote").value = String(chosen).replace(/\s+/g, " ").trim();
  box.querySelector("#breach-criterion").focus();
  box.scrollIntoView({ block: "nearest" });
}

function turn(direction) {
  const next = transcript.step(direction);
  if (next && player) player.seek(Number(next.dataset.start));
}

const single = {
  " ": () => player?.toggle(),
  ArrowLeft: () => player?.seek(player.now() - 5),
  ArrowRight: () => player?.seek(player.now() + 5),
  ArrowUp: () => moveCriterion(-1),
  ArrowDown: () => moveCriterion(1),
  e: hearEvidence,
  1: () => choose(1),
  2: () => choose(2),
  3: () => choose(3),
  n: note,
  a: missed,
  r: () => opened("#swap", "#swap-reason"),
  "/": () => root.querySelector("#find")?.focus(),
  j: () => follow("next-call"),
  k: () => follow("previous-call"),
};

const writing = (target) => target.matches?.('input:not([type="radio"]):not([type="range"]), textarea, select');
const pressing = (target, key) => (key === " " || key === "Enter") && target.closest?.("button, a, summary, label, input");

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.altKey || event.metaKey || dialog?.open) return;
  if (event.ctrlKey) {
    if (key.toLowerCase() === "z" && !writing(target) && document.getElementById("undo-form")) {
      event.preventDefault();
      submit("undo-form");
    }
    return;
  }
  if (key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
    if (writing(target)) target.blur();
    return;
  }
  if (writing(target) || pressing(target, key)) return;
  if (key === "?" && root.dataset.singleKeys !== "off") return void dialog?.showModal();
  if (event.shiftKey && key === "S" && root.dataset.singleKeys !== "off") return void submit("sign-form");
  if (event.shiftKey && (key === "ArrowLeft" || key === "ArrowRight")) {
    event.preventDefault();
    return void turn(key === "ArrowLeft" ? -1 : 1);
  }
  const inList = target.matches?.('input[type="radio"]') && key.startsWith("Arrow");
  if (root.dataset.singleKeys === "off" || event.shiftKey || inList) return;
  const act = single[key.length === 1 ? key.toLowerCase() : key];
  if (!act) return;
  event.preventDefault();
  act();
});

// After a saved decision: say it, and go to the next open one.
document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.requestConfig?.elt; // the event's own element has left the page by now
  if (event.detail.successful && form?.dataset.said) toast(form.dataset.said);
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "work" && event.detail.target?.id !== "work") return;
  player?.redraw();
  const wrong = root.querySelector('#work [aria-invalid="true"]');
  const next = wrong ?? root.querySelector(".crits details[open] > summary");
  next?.focus({ preventScroll: false });
});

if (location.hash.startsWith("#turn-")) toTurn(location.hash.slice(6));
const asked = new URLSearchParams(location.search).get("t");
if (asked && player) player.seek(Number(asked));
