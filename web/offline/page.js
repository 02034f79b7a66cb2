// How is the answer put before the reader? Read from the address, built from elements: no text becomes HTML.
"use strict";

const SIZE = 10;
const SHOWN_VALUES = 8;
const SORTS = ["relevance", "newest", "oldest"];

const say = (message) => VIEW.messages[message];
const numbered = (kind, number) => VIEW.counts[kind][number];

const KNOWLEDGE = {
  operators: INDEX.operators,
  fields: INDEX.fields,
  starred: (token) => namesIn([token]).some(([concept]) => concept.startsWith("place:")),
  values(facet, text) {
    const wanted = fold(normalise(text.trim()));
    if (facet === "year") return /^[0-9]+$/.test(wanted) ? [wanted] : [];
    if (W.named.includes(facet)) {
      if (VIEW.labels[`${facet}:${wanted}`]) return [wanted];
      const found = tokens(text);
      const whole = namesIn(found).filter(([, first, last]) => !first && last === found.length);
      return whole.map(([concept]) => concept.split(":")).filter(([kind]) => kind === facet).map(([, id]) => id);
    }
    return INDEX.called[facet][wanted] || [];
  },
};

/** An element with attributes and children; a child is an element or a text. */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  const set = ([key, value]) => value !== null && value !== undefined && element.setAttribute(key, value);
  Object.entries(attributes || {}).forEach(set);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}
const langOf = (code) => (code === VIEW.language ? null : VIEW.tags[code]);

function readRequest() {
  const given = new URLSearchParams(location.search);
  const filters = {};
  W.facets.forEach((name) => {
    const values = [...new Set(given.getAll(name).filter(Boolean))];
    if (values.length) filters[name] = values;
  });
  const sort = given.get("sort");
  return {
    text: (given.get("q") || "").trim().slice(0, 300),
    filters,
    from: dateIn(given.get("from")),
    to: dateIn(given.get("to")),
    sort: SORTS.includes(sort) ? sort : "relevance",
    page: Math.max(1, Number(given.get("page")) || 1),
    exact: given.get("exact") === "1",
    without: W.widenings.filter((kind) => given.getAll("without").includes(kind)),
  };
}
const dateIn = (text) => (/^\d{4}(-\d\d(-\d\d)?)?$/.test((text || "").trim()) ? text.trim() : "");

/** The address of a request with some things changed. */
function address(request, changes) {
  const wanted = Object.assign({}, request, { page: 1 }, changes);
  const asked = new URLSearchParams();
  if (wanted.text) asked.append("q", wanted.text);
  Object.entries(wanted.filters).forEach(([name, values]) => values.forEach((value) => asked.append(name, value)));
  ["from", "to"].forEach((name) => wanted[name] && asked.append(name, wanted[name]));
  if (wanted.sort !== "relevance") asked.append("sort", wanted.sort);
  if (wanted.exact) asked.append("exact", "1");
  wanted.without.forEach((kind) => asked.append("without", kind));
  if (wanted.page > 1) asked.append("page", wanted.page);
  return `search.html?${asked}`;
}

function toggled(request, name, value) {
  const values = request.filters[name] || [];
  const changed = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
  const filters = Object.assign({}, request.filters, { [name]: changed });
  return address(request, { filters });
}

const labelOf = (name, value) => (VIEW.labels[`${name}:${value}`] || [value])[0];

/** Plain and marked pieces by turns. */
const marked = (pieces) => pieces.map((piece, number) => (number % 2 ? make("mark", null, piece) : piece));

function resultOf(at, wanted) {
  const hit = VIEW.documents[at];
  const facts = [make("span", { class: "kind" }, labelOf("kind", DOCUMENTS[at].kind))];
  if (hit.date) facts.push(make("time", { datetime: DOCUMENTS[at].date }, hit.date));
  hit.by.forEach((label) => facts.push(make("span", null, label)));
  const { snippet, reasons } = explain(at, wanted);
  const item = make("li", { class: "result" });
  item.append(make("p", { class: "facts" }, ...[].concat(...facts.map((each) => [each, " "]))));
  const lang = langOf(hit.language);
  item.append(make("h3", null, make("a", { href: hit.url, lang, hreflang: lang }, hit.title)));
  hit.notes.forEach((note) => item.append(make("p", { class: "note" }, note)));
  item.append(make("p", { class: "snippet", lang: langOf(snippet.language) }, ...marked(snippet.pieces)));
  const said = reasonsApart(reasons);
  const about = { class: "reasons", "aria-label": say("Why this was found") };
  if (said.length) item.append(make("ul", about, ...said.map(reasonOf)));
  return item;
}

/** The reasons worth saying: each once, and not that a word was found just as it was typed. */
function reasonsApart(reasons) {
  const seen = new Set();
  return reasons.filter(({ matched, how, language }) => {
    const key = [matched.toLowerCase(), how, language].join("\n");
    const worth = !seen.has(key) && !(how === "exact" && language === VIEW.language);
    seen.add(key);
    return worth;
  });
}

function reasonOf({ word, matched, how, language }) {
  const spoken = language === VIEW.language ? "" : `, ${VIEW.languages[language]}`;
  const quoted = make("q", { lang: langOf(language) }, matched);
  return make("li", null, `${word} → `, quoted, " ", make("span", null, VIEW.reasons[how] + spoken));
}

function list(items, attributes) {
  return make("ul", attributes, ...items.filter(Boolean).map((item) => make("li", null, item)));
}

/** A list that can be folded away. */
function folded(name, items, open, class_) {
  const attributes = { open: open ? "" : null, class: class_ || null };
  return make("details", attributes, make("summary", null, name), list(items));
}

/** The address of the same words without any filter. */
const unfiltered = ({ text }) => address({ text, filters: {}, sort: "relevance", without: [] }, {});
const isFiltered = ({ filters, from, to, exact, without: off }) =>
  Boolean(Object.keys(filters).length || from || to || exact || off.length);

function chips(request) {
  const remove = () => [" ", make("b", { "aria-hidden": "true" }, "×"), make("i", null, say("remove"))];
  const found = [];
  Object.entries(request.filters).forEach(([name, values]) => values.forEach((value) => {
    const facet = make("span", null, `${VIEW.facets[name]}:`);
    found.push(make("a", { href: toggled(request, name, value) }, facet, ` ${labelOf(name, value)}`, ...remove()));
  }));
  if (request.from || request.to) {
    const span = `${request.from || "…"} – ${request.to || "…"}`;
    found.push(make("a", { href: address(request, { from: "", to: "" }) }, span, ...remove()));
  }
  if (request.exact) {
    found.push(make("a", { href: address(request, { exact: false }) }, say("Only as typed"), ...remove()));
  }
  if (!isFiltered(request)) return "";
  found.push(make("a", { href: unfiltered(request) }, say("Remove all")));
  return list(found, { class: "chips", "aria-label": say("Active filters") });
}

function order(request) {
  const now = request.text || request.sort !== "relevance" ? request.sort : "newest";
  const links = SORTS.filter((sort) => request.text || sort !== "relevance").map((sort) =>
    make("a", { href: address(request, { sort }), "aria-current": sort === now ? "true" : null }, VIEW.sorts[sort])
  );
  return list(links, { class: "sort", "aria-label": say("Order") });
}

function paging(found) {
  const last = Math.ceil(found.every.length / SIZE);
  if (last < 2) return "";
  const links = Array.from({ length: last }, (_, number) => {
    const current = number + 1 === found.request.page ? "page" : null;
    return make("a", { href: address(found.request, { page: number + 1 }), "aria-current": current }, `${number + 1}`);
  });
  return make("nav", { class: "paging", "aria-label": say("Pages of results") }, list(links));
}

function nothing(request) {
  const links = [
    isFiltered(request) && make("a", { href: unfiltered(request) }, say("Search without filters")),
    say("Try fewer words, or another word for the same thing."),
    make("a", { href: "agreements/index.html" }, say("Look through the list of agreements")),
    make("a", { href: "help.html" }, say("How to search")),
  ];
  return make("div", { class: "empty" }, make("p", null, say("nothing")), list(links));
}

function facetOf(name, counts, request, open) {
  const chosen = request.filters[name] || [];
  const byCount = ([one, n], [other, m]) => m - n || (labelOf(name, one) < labelOf(name, other) ? -1 : 1);
  const values = [...counts].sort(name === "year" ? ([one], [other]) => other - one : byCount);
  if (values.length < 2 && !chosen.length) return "";
  const link = ([value, count]) =>
    make(
      "a",
      { href: toggled(request, name, value), "aria-current": chosen.includes(value) ? "true" : null },
      make("span", null, labelOf(name, value)), " ", make("span", { class: "n" }, `${count}`)
    );
  const first = values.filter((each, number) => number < SHOWN_VALUES || chosen.includes(each[0]));
  const rest = values.filter((each) => !first.includes(each));
  const all = folded(VIEW.facets[name], first.map(link), open || chosen.length);
  if (rest.length) all.append(folded(numbered("more", rest.length), rest.map(link), false, "more"));
  return all;
}

function switches(request) {
  if (!request.text || request.exact) return "";
  const links = W.widenings.map((kind) => {
    const off = request.without.includes(kind);
    const rest = request.without.filter((each) => each !== kind);
    const state = make("span", { class: "n" }, off ? say("off") : say("on"));
    const href = address(request, { without: off ? rest : [...rest, kind] });
    return make("a", { href }, make("span", null, VIEW.widenings[kind]), " ", state);
  });
  links.push(make("a", { href: address(request, { exact: true }) }, say("Only words exactly as typed")));
  return folded(say("Also found"), links, request.without.length);
}

/** Put the answer to what the address asks into the page. */
function show() {
  const request = readRequest();
  const found = search(request);
  const begin = (request.page - 1) * SIZE;
  const result = (at) => resultOf(at, found.wanted);
  const results = (many, start) => make("ol", { class: "results", start }, ...many.map(result));
  const count = make("h2", { class: "count" }, numbered("found", found.every.length));
  if (request.text) count.append(" ", make("span", { class: "facts" }, say("in all languages")));
  const shown = found.notes.map((note) => make("p", { class: "note" }, VIEW.notes[note]));
  const down = make("a", { href: "#filters" }, say("Narrow the list"));
  shown.push(make("div", { role: "status" }, count), make("p", { class: "to-filters" }, down), chips(request));
  if (found.every.length > 1) shown.push(order(request));
  shown.push(found.every.length ? results(found.every.slice(begin, begin + SIZE), begin + 1) : nothing(request));
  shown.push(paging(found));
  if (found.some.length) {
    const heading = make("h2", null, say("With some of the words"));
    shown.push(make("section", { class: "some" }, heading, results(found.some)));
  }
  document.querySelector(".list").append(...shown.filter(Boolean));
  const filters = document.getElementById("filters");
  const names = Object.keys(VIEW.facets).map((name, number) => facetOf(name, found.facets[name], request, number < 3));
  filters.append(...names.filter(Boolean), switches(request));
  filters.hidden = false;
  document.getElementById("q").value = request.text;
  if (request.text) document.title = `${request.text} – ${document.title}`;
  document.querySelectorAll(".views a").forEach((link) => (link.href += location.search));
}
show();
