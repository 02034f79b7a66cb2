// Suggestions while typing, and keys for letters. The form works without.
"use strict";
const form = document.querySelector("form.search");
const input = form.elements.q;
const part = (of) => form.querySelector(of);
const list = part("[role=listbox]");
const said = part("[role=status]");
let urls = [], at, timer;

const set = (element, values) => Object.entries(values).forEach((each) => element.setAttribute(...each));
const move = (to) => {
  at = to;
  [...list.children].forEach((each, number) => set(each, { "aria-selected": number === at }));
  const now = list.children[at];
  set(input, { "aria-activedescendant": now ? now.id : "" });
  if (now) now.scrollIntoView({ block: "nearest" });
};
const show = (texts, kinds, addresses) => {
  clearTimeout(timer);
  urls = addresses;
  list.textContent = "";
  texts.forEach((text, number) => {
    const option = list.appendChild(document.createElement("li"));
    set(option, { role: "option", id: `option-${number}` });
    option.textContent = `${text} `;
    option.appendChild(document.createElement("i")).textContent = kinds[number];
  });
  list.hidden = !urls.length;
  set(input, { "aria-expanded": !list.hidden });
  move(-1);
};
const hide = () => show([], [], []);
const ask = async () => {
  const q = input.value.trim();
  if (q.length < 2) return hide();
  const asked = new URLSearchParams({ q, view: form.dataset.view, format: "json" });
  const answer = await fetch(`/suggest?${asked}`).then((got) => got.ok && got.json()).catch(() => 0);
  if (!answer || q !== input.value.trim() || document.activeElement !== input) return;
  show(...answer.slice(1));
  said.textContent = urls.length ? said.dataset.some.replace("#", urls.length) : said.dataset.none;
};
const go = (option) => {
  const url = new URL(urls[option.id.split("-")[1]], location);
  if (url.pathname !== new URL(form.action).pathname) return location.assign(url);
  input.value = url.searchParams.get("q");
  form.submit(); // with the filters
};

set(input, { type: "text", role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id });
hide();
input.oninput = () => {
  clearTimeout(timer);
  timer = setTimeout(ask, 120);
};
input.onblur = hide;
input.onkeydown = (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const places = urls.length + 1;
  if (step && list.hidden) ask();
  else if (step) move(((at + 1 + step + places) % places) - 1);
  else if (event.key === "Enter" && at >= 0) go(list.children[at]);
  else if (event.key === "Escape" && !list.hidden) hide();
  else return;
  event.preventDefault();
};
list.onmousedown = () => false; // or the field loses the focus
list.onclick = (event) => go(event.target.closest("li"));

part("[formaction]").hidden = true;
const keys = part(".letters") || {};
keys.hidden = false;
keys.onclick = ({ target }) => {
  if (target.type !== "button") return;
  input.setRangeText(target.textContent, input.selectionStart, input.selectionEnd, "end");
  input.focus();
  input.oninput();
};
