// The rubric's editor: a slider and its number say the same; whole forms carry the version that stands. Forms work without this file.
const editor = document.getElementById("editor");
editor.addEventListener("input", (event) => {
  const slid = event.target.dataset.weighs;
  if (slid) {
    document.getElementById(slid).value = event.target.value;
    return;
  }
  const slider = editor.querySelector(`[data-weighs="${event.target.id}"]`);
  if (slider && event.target.value) slider.value = event.target.value;
});
document.addEventListener("submit", (event) => {
  const carried = event.target.querySelector("input[data-version]");
  if (carried) carried.value = document.getElementById("draft-version").value;
});
