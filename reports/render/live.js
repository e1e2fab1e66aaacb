// The drawing stays for paper and for screen readers; whoever can see and point gets the live one.
for (const place of document.querySelectorAll(".live")) {
  const figure = JSON.parse(place.dataset.figure);
  const drawn = place.querySelector("svg");
  const live = document.createElement("div");
  live.className = "live-plot";
  live.setAttribute("aria-hidden", "true");
  place.append(live);
  const ink = getComputedStyle(document.body).color;
  figure.layout.font.color = ink;
  const grid = getComputedStyle(document.documentElement).getPropertyValue("--line").trim();
  for (const axis of ["xaxis", "yaxis"]) figure.layout[axis].gridcolor = grid;
  figure.layout.height = Math.max(320, Math.min(460, place.clientWidth * 0.6));
  Plotly.newPlot(live, figure.data, figure.layout, { responsive: true, displaylogo: false, displayModeBar: false })
    .then(() => drawn.classList.add("paper"));
}
