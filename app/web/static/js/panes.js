// What review, scoring and the agent desk share: panes on a phone; links to turns and seconds, words that play.
export function makePanes(root, first) {
  const tabs = [...root.querySelectorAll(".tabs a")];
  function show(pane) {
    root.dataset.pane = pane;
    for (const tab of tabs) {
      if (tab.dataset.pane === pane) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  }
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      show(tab.dataset.pane);
    });
  }
  if (tabs.length) show(first);
  return show;
}

// Without sound a mark leads to its turn; on a phone the pane that holds it comes forward.
export function makeTurns(root, player, show) {
  function toTurn(number) {
    const turn = root.querySelector(`#turn-${number}`);
    if (!turn) return;
    if (root.dataset.pane) show("transcript");
    root.querySelector(".turn[aria-current]")?.removeAttribute("aria-current");
    turn.setAttribute("aria-current", "true");
    turn.scrollIntoView({ block: "center" });
  }
  const plain = (event) => !event.metaKey && !event.ctrlKey;
  root.addEventListener("click", (event) => {
    const second = event.target.closest("a[data-hear]");
    if (second && player && plain(event)) {
      event.preventDefault();
      player.play(Number(second.dataset.hear), second.dataset.until ? Number(second.dataset.until) : null);
    }
    const turn = event.target.closest("a[data-turn]");
    if (turn && plain(event)) {
      event.preventDefault();
      toTurn(turn.dataset.turn);
    }
    const word = event.target.closest(".w");
    if (word && player && !String(getSelection())) player.seek(Number(word.dataset.s));
  });
  return toTurn;
}
