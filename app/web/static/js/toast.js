// A line that says what just happened, read aloud politely.
export function toast(text) {
  const place = document.getElementById("toasts");
  const line = document.createElement("div");
  line.className = "toast";
  line.textContent = text;
  place.append(line);
  setTimeout(() => line.remove(), 6000);
}
