// The floor as it changes: fresh fragments, one spoken line an alert, clocks that tick, and the keys 1 2 3.
const place = document.getElementById("floor");
const said = document.getElementById("said");
const bar = document.getElementById("listening");
const ear = document.getElementById("ear");
const clockBox = document.querySelector("[data-live-state]");

function span(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}

function tick() {
  const now = Date.now();
  for (const at of place.querySelectorAll("time[data-ago]")) {
    at.textContent = place.dataset.agoWord.replace("{n}", span((now - Date.parse(at.dateTime)) / 1000));
  }
  for (const at of place.querySelectorAll("time[data-for]")) {
    const s = Math.max(0, Math.floor((now - Date.parse(at.dateTime)) / 1000));
    const h = Math.floor(s / 3600);
    at.textContent = `${h ? `${h}:` : ""}${h ? String(Math.floor(s / 60) % 60).padStart(2, "0") : Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  }
}

function put(html) {
  const focus = place.contains(document.activeElement) ? document.activeElement : null;
  const key = focus && [focus.closest("[id]")?.id, focus.dataset.act, focus.getAttribute("href")];
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  place.replaceChildren(...fresh.childNodes);
  stand(false);
  tick();
  if (!key) return;
  const [id, act, href] = key;
  const inside = (id && document.getElementById(id)) || place;
  const again = act ? inside.querySelector(`[data-act="${CSS.escape(act)}"]`) : href && place.querySelector(`[href="${CSS.escape(href)}"]`);
  again?.focus({ preventScroll: true });
}

// Alerts beside a call's words: put anew only when one came, so that nothing moves under a hand.
const alerts = document.getElementById("call-alerts");
function putAlerts(html) {
  const known = new Set([...alerts.querySelectorAll("[data-alert]")].map((each) => each.dataset.alert));
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const news = [...fresh.querySelectorAll("[data-alert]")].filter((each) => !known.has(each.dataset.alert));
  if (!news.length) return;
  alerts.replaceChildren(...fresh.childNodes);
  said.textContent = news.at(-1).querySelector("h3").textContent;
}

if (place.dataset.events) {
  const source = new EventSource(place.dataset.events);
  for (const kind of ["floor", "call"]) source.addEventListener(kind, (event) => put(event.data));
  source.addEventListener("alerts", (event) => putAlerts(event.data));
  source.addEventListener("alert", (event) => {
    said.textContent = JSON.parse(event.data).text;
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
  source.addEventListener("open", () => clockBox && (clockBox.dataset.liveState = "on"));
  source.addEventListener("error", () => {
    if (!clockBox) return;
    clockBox.dataset.liveState = "off";
    said.textContent = place.dataset.lostWord;
  });
}
setInterval(tick, 1000);
const clock = document.querySelector("[data-clock]");
// On the client's clock, as every other time of the page, wherever the browser is.
const ours = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: clock?.dataset.clock || undefined };
if (clock) setInterval(() => (clock.textContent = new Date().toLocaleTimeString(document.documentElement.lang, ours)), 1000);

// Listening: the line's sound from a few seconds ago on.
function listen(call, who) {
  if (!bar.hidden && bar.dataset.call === call) return stop();
  bar.dataset.call = call;
  bar.querySelector("[data-who]").textContent = who;
  bar.hidden = false;
  ear.src = `/floor/calls/${encodeURIComponent(call)}/sound`;
  ear.play().catch(() => {});
}
function stop() {
  ear.pause();
  ear.removeAttribute("src");
  ear.load();
  bar.hidden = true;
}
bar.querySelector("[data-stop]").addEventListener("click", stop);
ear.addEventListener("ended", stop);

const whisper = document.getElementById("whisper-text");
const enter = document.getElementById("enter-now");
function act(button) {
  if (!button || button.disabled) return;
  const { act: what, call, href } = button.dataset;
  if (what === "listen") {
    const who = button.closest(".alert-card")?.querySelector(".alert-base")?.textContent.split(" · ")[0] || place.dataset.agent || "";
    return listen(call, who.trim());
  }
  const here = { whisper, barge: enter }[what];
  if (here) return here.focus();
  if (href) location.assign(href);
}
document.addEventListener("click", (event) => act(event.target.closest("[data-act]")));

const asked = { "#whisper": whisper, "#enter": enter }[location.hash];
// The browser goes to the fragment last of all, and takes the focus away: only then may the field have it.
if (asked) addEventListener("load", () => setTimeout(() => asked.focus()));

const keys = { 1: "listen", 2: "whisper", 3: "barge" };
document.addEventListener("keydown", (event) => {
  const what = keys[event.key];
  if (!what || event.ctrlKey || event.metaKey || event.altKey || place.dataset.singleKeys === "off") return;
  if (event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  const here = { whisper, barge: enter }[what];
  if (here) return here.focus();
  act(document.querySelector(`[data-act="${what}"]`));
});

// Stand at the second an alert leads to; the words come anew under it while the call goes on.
function stand(scroll) {
  const at = Number.parseFloat(place.dataset.at);
  if (Number.isNaN(at)) return;
  const begun = [...place.querySelectorAll("[data-start]")].filter((turn) => Number.parseFloat(turn.dataset.start) <= at + 0.5);
  const here = begun.findLast((turn) => turn.classList.contains("marked")) ?? begun.at(-1);
  if (!here) return;
  here.dataset.here = "";
  if (scroll) here.scrollIntoView({ block: "center" });
}
stand(!asked);
tick();
