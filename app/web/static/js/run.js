// Live progress: the server sends the drawn fragment, this puts it in its place.
const place = document.getElementById("progress");

if (place.dataset.state === "queued" || place.dataset.state === "running") {
  const source = new EventSource(place.dataset.events);
  source.addEventListener("progress", (event) => {
    const files = place.querySelector(".files");
    const top = files?.scrollTop ?? 0;
    const focusHref = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const fresh = new DOMParser().parseFromString(event.data, "text/html").body;
    const before = place.querySelector('[role="status"]')?.textContent;
    place.replaceChildren(...fresh.childNodes);
    const after = place.querySelector('[role="status"]');
    if (after && after.textContent === before) after.removeAttribute("role");
    const list = place.querySelector(".files");
    if (list) list.scrollTop = top;
    if (focusHref) place.querySelector(`a[href="${CSS.escape(focusHref)}"]`)?.focus();
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
}
