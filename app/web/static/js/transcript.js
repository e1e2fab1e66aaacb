// The transcript in step with the audio, and the search inside it.
export function followTranscript(root, player) {
  let current = null;
  let word = null;
  let handledAt = 0;
  const pane = () => root.querySelector("#turns");
  pane()?.addEventListener("scroll", () => (handledAt = Date.now()), { passive: true });

  function keepInSight(turn) {
    const box = pane();
    if (box.scrollHeight <= box.clientHeight || Date.now() - handledAt < 1500) return;
    const top = turn.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (top < 40 || top + turn.offsetHeight > box.clientHeight - 60) {
      box.scrollTop += top - box.clientHeight * 0.4;
      handledAt = 0;
    }
  }

  function move(at) {
    const turns = [...root.querySelectorAll(".turn")];
    const turn = turns.filter((t) => Number(t.dataset.start) <= at + 0.05).at(-1) ?? null;
    if (turn !== current || (turn && !turn.hasAttribute("aria-current"))) {
      current?.removeAttribute("aria-current");
      current = turn;
      turn?.setAttribute("aria-current", "true");
      if (turn) keepInSight(turn);
    }
    const said = turn && [...turn.querySelectorAll(".w")].find((w) => Number(w.dataset.s) <= at && at < Number(w.dataset.e));
    if (said !== word) {
      word?.classList.remove("now");
      said?.classList.add("now");
      word = said;
    }
  }

  function step(direction) {
    const turns = [...root.querySelectorAll(".turn")];
    const place = turns.indexOf(current);
    return turns[Math.min(turns.length - 1, Math.max(0, place + direction))];
  }

  player?.onMove(move);
  return { step };
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function searchTranscript(root) {
  const box = root.querySelector("#find");
  const told = root.querySelector("#found");
  if (!box) return;
  let hits = [];
  let place = -1;

  function ranges(turn, words) {
    const out = [];
    const walker = document.createTreeWalker(turn.querySelector(".said p"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = plain(node.data);
      if (text.length !== node.data.length) continue;
      for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + words.length);
        out.push(range);
      }
    }
    return out;
  }

  function find() {
    const words = plain(box.value.trim()).replace(/\s+/g, " ");
    hits = [];
    place = -1;
    const marked = [];
    for (const turn of root.querySelectorAll(".turn")) {
      const said = plain(turn.querySelector(".said p").textContent).replace(/\s+/g, " ");
      const match = words.length > 1 && said.includes(words);
      turn.classList.toggle("match", match);
      if (match) {
        hits.push(turn);
        marked.push(...ranges(turn, words));
      }
    }
    if (globalThis.Highlight) CSS.highlights.set("found", new Highlight(...marked));
    told.textContent = words ? box.dataset.count.replace("{n}", hits.length) : "";
    if (hits.length) next();
  }

  function next() {
    place = (place + 1) % hits.length;
    hits[place].scrollIntoView({ block: "center" });
  }

  box.addEventListener("input", find);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && hits.length) {
      event.preventDefault();
      next();
    }
    if (event.key === "Escape") {
      box.value = "";
      find();
      box.blur();
    }
  });
}
