// Small things of every page: copying, menus that close, the answer of a server that does not answer.
const { toast } = await import(`./toast.js${new URL(import.meta.url).search}`);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const button = event.target.closest("[data-copy]");
  if (button) {
    const text = document.querySelector(button.dataset.copy).textContent;
    navigator.clipboard.writeText(text).then(() => toast(button.dataset.copied));
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
// A refused form says why at its field, which may lie below what is seen.
const wrong = document.querySelector('main [aria-invalid="true"]');
if (wrong && document.activeElement === document.body) {
  wrong.scrollIntoView({ block: "center" });
  wrong.focus({ preventScroll: true });
}
const told = document.getElementById("toasts").dataset;
document.body.addEventListener("htmx:sendError", () => toast(told.error));
document.body.addEventListener("htmx:responseError", (event) => toast([400, 401].includes(event.detail.xhr.status) ? told.expired : told.error));
document.body.addEventListener("htmx:beforeRequest", () => document.getElementById("results")?.classList.add("searching"));
document.addEventListener("change", (event) => event.target.matches("[data-submit]") && event.target.form.requestSubmit());
const waits = document.querySelector("[data-reload]");
if (waits) setTimeout(() => location.reload(), waits.dataset.reload * 1000);
