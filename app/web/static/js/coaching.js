// Clips of calls, and speaking in practice. Without this file the players and forms work as they are.
for (const box of document.querySelectorAll(".clip-sound")) {
  const audio = box.querySelector("audio");
  const button = box.querySelector("[data-clip]");
  const clip = box.closest(".heard-clip");
  const head = clip?.querySelector(".clip-head line");
  const from = Number(audio.dataset.from) || 0;
  const to = Number(audio.dataset.to) || Infinity;
  const length = Number(clip?.dataset.length) || to - from;
  const place = () => {
    const share = Math.max(0, Math.min(100, (100 * (audio.currentTime - from)) / length));
    for (const end of ["x1", "x2"]) head?.setAttribute(end, `${share}%`);
    if (audio.currentTime >= to) audio.pause();
    if (!audio.paused) requestAnimationFrame(place);
  };
  const start = (at) => {
    audio.currentTime = at;
    audio.play().catch(() => {});
  };
  button.addEventListener("click", () => {
    if (!audio.paused) return audio.pause();
    if (audio.currentTime < from || audio.currentTime >= to - 0.1) audio.currentTime = from;
    audio.play().catch(() => {});
  });
  audio.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
    box.classList.add("playing");
    button.setAttribute("aria-label", button.dataset.pause);
    place();
  });
  audio.addEventListener("pause", () => {
    box.classList.remove("playing");
    button.setAttribute("aria-label", button.dataset.play);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-seek]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    start(Number(link.dataset.seek));
  });
}

// The turn in which the recording stands, into a list of turns.
for (const button of document.querySelectorAll("[data-here]")) {
  button.addEventListener("click", () => {
    const audio = document.querySelector(".clip-sound audio");
    const begun = [...document.getElementById(button.dataset.here).options].filter((o) => Number(o.dataset.start) <= audio.currentTime + 0.05);
    if (begun.length) begun.at(-1).selected = true;
  });
}

const speak = document.querySelector("audio[data-speak]");
speak?.play().catch(() => {}); // browsers may want a press first: the player is there

const record = document.querySelector("[data-record]");
if (record) {
  const form = record.form;
  const state = document.getElementById("recording-state");
  const label = record.querySelector("span");
  const idle = label.textContent;
  let recorder = null;
  record.hidden = !navigator.mediaDevices || !window.MediaRecorder;
  record.addEventListener("click", async () => {
    if (recorder) return recorder.stop();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      state.textContent = record.dataset.refused;
      state.classList.remove("sr");
      return;
    }
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      const kind = recorder.mimeType || "audio/webm";
      const name = kind.includes("ogg") ? "turn.ogg" : kind.includes("mp4") ? "turn.m4a" : "turn.webm";
      const files = new DataTransfer();
      files.items.add(new File(pieces, name, { type: kind }));
      form.querySelector("[name=sound]").files = files.files;
      recorder = null;
      label.textContent = idle;
      form.requestSubmit();
    });
    recorder.start();
    label.textContent = record.dataset.stop;
  });
}
