"use strict";
// The page works without this: here only what is pleasant.
const records = [...document.querySelectorAll(".record")];
const steps = [...document.querySelectorAll(".step a")];
const reveal = (element) => {
  for (let e = element; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
};
const show = (hash) => {
  const target = hash && document.getElementById(hash.slice(1));
  if (!target) return;
  reveal(target);
  (target.closest(".record") && target.classList.contains("body") ? target.closest(".record") : target)
    .scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  steps.forEach((a) => a.classList.toggle("at", a.hash === hash));
};
addEventListener("hashchange", () => show(location.hash));
document.querySelectorAll("a[href^='#']").forEach((a) =>
  a.addEventListener("click", (event) => {
    event.preventDefault();
    history.pushState(null, "", a.hash);
    show(a.hash);
  }));
document.querySelectorAll("button[data-open]").forEach((b) =>
  b.addEventListener("click", () => document.querySelectorAll("details").forEach((d) => (d.open = b.dataset.open === "1"))));
// A byte and its field light each other up.
const light = (element, isOn) => {
  const bytes = element.closest && element.closest(".hex span[data-f]");
  const field = element.closest && element.closest(".field");
  const id = bytes ? bytes.dataset.f : field && field.id;
  if (!id) return;
  document.querySelectorAll(`[data-f="${id}"]`).forEach((e) => e.classList.toggle("hot", isOn));
  const row = document.getElementById(id);
  if (row) row.classList.toggle("lit", isOn);
};
document.addEventListener("pointerover", (event) => light(event.target, true));
document.addEventListener("pointerout", (event) => light(event.target, false));
document.addEventListener("click", (event) => {
  const bytes = event.target.closest(".hex span[data-f]");
  const row = bytes && document.getElementById(bytes.dataset.f);
  if (!row) return;
  reveal(row);
  row.scrollIntoView({ block: "nearest", behavior: "smooth" });
  light(bytes, true);
  setTimeout(() => light(bytes, false), 1500);
});
if (location.hash) show(location.hash);
else if (records[0]) records[0].open = true;
