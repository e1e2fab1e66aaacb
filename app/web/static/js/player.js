// The recording: plays, seeks, keeps waveform, clock and slider in step. Everything it needs is in the page.
export function makePlayer(root) {
  const audio = root.querySelector("#audio");
  const slider = root.querySelector("#slider");
  const nowText = root.querySelector("#now");
  const playButton = root.querySelector('[data-act="play"]');
  const line = root.querySelector("#head-line");
  const dot = root.querySelector("#head-dot");
  const unheard = root.querySelector("#unheard");
  const speedButton = root.querySelector('[data-act="speed"]');
  const duration = Number(root.dataset.duration) || 0;
  const speeds = [1, 1.25, 1.5, 2, 0.75];
  const listeners = [];
  let until = null;
  let pending = null;

  const clock = (seconds, tenths) => {
    const units = Math.max(0, tenths ? Math.round(seconds * 10) : Math.floor(seconds) * 10);
    const whole = Math.floor(units / 10);
    const two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    const text = hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
    return tenths ? text + nowText.dataset.comma + (units % 10) : text;
  };

  function draw() {
    const at = pending ?? audio.currentTime;
    const share = duration ? Math.min(100, (100 * at) / duration) : 0;
    line.setAttribute("x1", `${share}%`);
    line.setAttribute("x2", `${share}%`);
    dot.setAttribute("cx", `${share}%`);
    unheard.setAttribute("x", `${share}%`);
    unheard.setAttribute("width", `${100 - share}%`);
    nowText.textContent = clock(at, true);
    if (document.activeElement !== slider || !audio.paused) slider.value = String(at);
    slider.setAttribute("aria-valuetext", slider.dataset.of.replace("{at}", clock(at)));
    for (const tell of listeners) tell(at);
  }

  function frame() {
    draw();
    if (until !== null && audio.currentTime >= until) {
      audio.pause();
      until = null;
    }
    if (!audio.paused) requestAnimationFrame(frame);
  }

  function seek(seconds) {
    const at = Math.min(Math.max(0, seconds), duration || seconds);
    if (audio.readyState >= 1) {
      audio.currentTime = at;
    } else {
      pending = at;
      audio.load();
    }
    draw();
  }

  function play(from = null, to = null) {
    until = to;
    if (from !== null) seek(from);
    audio.play().catch(() => root.classList.remove("playing"));
  }

  function toggle() {
    until = null;
    if (audio.paused) play();
    else audio.pause();
  }

  function changeSpeed() {
    const next = speeds[(speeds.indexOf(audio.playbackRate) + 1) % speeds.length];
    audio.playbackRate = next;
    speedButton.querySelector("b").textContent = `${String(next).replace(".", nowText.dataset.comma)}×`;
  }

  audio.addEventListener("loadedmetadata", () => {
    if (pending !== null) audio.currentTime = pending;
    pending = null;
    draw();
  });
  audio.addEventListener("play", () => {
    root.classList.add("playing");
    playButton.setAttribute("aria-label", playButton.dataset.pause);
    requestAnimationFrame(frame);
  });
  audio.addEventListener("pause", () => {
    root.classList.remove("playing");
    playButton.setAttribute("aria-label", playButton.dataset.play);
    draw();
  });
  audio.addEventListener("seeked", draw);
  slider.addEventListener("input", () => {
    until = null;
    seek(Number(slider.value));
  });
  playButton.addEventListener("click", toggle);
  speedButton.addEventListener("click", changeSpeed);
  root.querySelector('[data-act="back"]').addEventListener("click", () => seek(audio.currentTime - 5));
  root.querySelector('[data-act="ahead"]').addEventListener("click", () => seek(audio.currentTime + 5));
  draw();

  return { redraw: draw, play, toggle, seek, clock, now: () => pending ?? audio.currentTime, onMove: (tell) => listeners.push(tell) };
}
