// The agent desk: keys, timers, drafts. Forms work without this file; it only makes them quick.
const stamp = new URL(import.meta.url).search;
const [{ toast }, { makePanes }] = await Promise.all([import(`./toast.js${stamp}`), import(`./panes.js${stamp}`)]);

const root = document.querySelector(".desk");
const wrap = document.getElementById("wrap");
const dialog = document.getElementById("keys");
const submit = (id) => document.getElementById(id)?.requestSubmit();
const token = () => document.querySelector('input[name="csrf_token"]').value;
document.getElementById("show-keys")?.addEventListener("click", () => dialog.showModal());

makePanes(root, "account");

// The clock of the call, and of the work after it; the server's time, not the computer's.
for (const timer of document.querySelectorAll(".timer")) {
  const offset = Number(timer.dataset.now) - Date.now() / 1000;
  const tick = () => {
    const s = Math.max(0, Math.floor(Date.now() / 1000 + offset - Number(timer.dataset.from)));
    timer.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  };
  tick();
  setInterval(tick, 1000);
}

// Script, one step at a time.
const steps = [...root.querySelectorAll(".step")];
function toStep(n) {
  steps.forEach((step, i) => {
    step.toggleAttribute("aria-current", false);
    if (i === n) step.setAttribute("aria-current", "step");
    step.classList.toggle("done", i < n);
  });
  const of = document.getElementById("step-of");
  if (of) of.textContent = `${n + 1} / ${steps.length}`;
  steps[n]?.scrollIntoView({ block: "nearest" });
}
steps.forEach((step, i) => step.addEventListener("click", () => toStep(i)));
const nextStep = () => toStep(Math.min(steps.length - 1, steps.findIndex((s) => s.hasAttribute("aria-current")) + 1));

// How it ended.
const outcomes = wrap ? [...wrap.querySelectorAll('input[name="outcome"]')] : [];
function choose(n) {
  const radio = outcomes[n - 1];
  if (!radio) return;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false; // Escape would give it the focus back
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  radio.focus();
}
// The call ends where its end is chosen: what follows is work after the call.
const hanging = document.getElementById("hang-up");
let hung = false;
wrap?.addEventListener("change", (event) => {
  if (event.target.name !== "outcome") return;
  if (hanging && !hung) {
    hung = true;
    send(hanging.action, {});
    hanging.closest(".acts").classList.add("ended");
  }
});
wrap?.addEventListener("change", (event) => {
  if (event.target.name !== "pick") return;
  const slices = event.target.dataset.slices.split(",").map((s) => s.split(":"));
  wrap.elements.offer.value = event.target.dataset.offer;
  for (let n = 0; n < 6; n++) {
    const [amount, day] = slices[n] ?? ["", ""];
    wrap.elements[`amount_${n}`].value = amount ? written(amount) : "";
    wrap.elements[`day_${n}`].value = day;
    wrap.elements[`amount_${n}`].closest(".slice").toggleAttribute("data-spare", n >= slices.length && n > 1);
  }
  choose(1);
  for (const menu of document.querySelectorAll("details.options[open]")) menu.open = false;
});
const places = Number(wrap?.dataset.places ?? 0);
const written = (minor) => (places ? (Number(minor) / 10 ** places).toFixed(places) : minor);

// What is being written is kept on the server; where that fails, in this window.
async function send(address, fields) {
  const body = new URLSearchParams({ ...fields, csrf_token: token() });
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Desk": "1", Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
}
const key = `desk-draft-${root.dataset.debt}`;
const written_so_far = () => Object.fromEntries([...new FormData(wrap)].filter(([name]) => name !== "csrf_token"));
let waiting = 0;
let warned = false;
async function keep() {
  const draft = written_so_far();
  try {
    await send(root.dataset.draft, draft);
    sessionStorage.removeItem(key);
  } catch {
    sessionStorage.setItem(key, JSON.stringify(draft));
    if (!warned) toast(root.dataset.lost);
    warned = true;
  }
}
wrap?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(keep, 700);
});
wrap?.addEventListener("submit", () => {
  clearTimeout(waiting);
  sessionStorage.setItem(key, JSON.stringify(written_so_far()));
});
if (wrap) {
  const left = sessionStorage.getItem(key);
  if (left && !document.getElementById("problem")) {
    for (const [name, value] of Object.entries(JSON.parse(left))) {
      const field = wrap.elements[name];
      if (field instanceof RadioNodeList) field.value = value;
      else if (field && field.type === "radio") field.checked = field.value === value;
      else if (field) field.value = value;
    }
  }
  sessionStorage.removeItem(key);
}
// Still here: the account stays in these hands while the page is open and looked at.
if (root.dataset.here) setInterval(() => document.visibilityState === "visible" && send(root.dataset.here, {}).catch(() => {}), 240000);

const single = {
  c: () => submit(document.getElementById("call") ? "call" : "hang-up"),
  n: () => {
    if (document.getElementById("next")) return submit("next");
    if (document.getElementById("skip")) return submit("skip");
    return toast(root.dataset.first);
  },
  o: () => {
    const options = document.querySelector("details.options");
    if (!options) return;
    options.open = !options.open;
    if (options.open) options.querySelector("label")?.scrollIntoView({ block: "nearest" });
  },
  s: nextStep,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [n, () => choose(n)])),
};
const writing = (target) => target.matches?.('input:not([type="radio"]), textarea, select');

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.altKey || event.metaKey || dialog?.open) return;
  if (event.ctrlKey) {
    if (event.key.toLowerCase() === "z" && !writing(target) && document.getElementById("undo")) {
      event.preventDefault();
      submit("undo");
    }
    return;
  }
  if (event.key === "Escape" && writing(target)) return void target.blur();
  if (event.key === "Enter" && target.matches?.("textarea") === false && wrap?.querySelector('input[name="outcome"]:checked')) {
    if (target.closest?.("button, a, summary") || (writing(target) && !wrap.contains(target))) return;
    event.preventDefault();
    return void wrap.requestSubmit();
  }
  if (writing(target) || root.dataset.singleKeys === "off") return;
  if (event.key === "?") return void dialog?.showModal();
  const act = event.shiftKey ? undefined : single[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

document.getElementById("problem")?.scrollIntoView({ block: "nearest" });
(wrap?.querySelector('[aria-invalid="true"]') ?? document.querySelector("#next button"))?.focus({ preventScroll: true });
root.dataset.ready = "yes";
