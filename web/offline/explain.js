// Why was a document found, and which piece of it shows that? As the site says it (kb.search.explain, kb.snippets).
"use strict";

const LENGTH = 280;
const LEAD = 70;
const FALLBACK = ["en", "sq", "sr"];
const CYRILLIC_VIEW = VIEW.script === "Cyrl";

const inScript = (text, code) => (code !== "sr" || CYRILLIC_VIEW ? text : toLatin(text));
const spanOf = (token) => [token.start, token.end];

/** The places in an edition where `fits` a token. */
const where = (at, code, fits) => wordsIn(at, code).filter(fits).map(spanOf);

function exactly(typed, code) {
  const displayed = code === "sr" && CYRILLIC_VIEW;
  return hasCyrillic(typed) === displayed || !isAlpha(typed) ? "exact" : "script";
}

/** The ways to meet a leaf in an edition, the best first: [how, concept, places]. */
function waysIn(sought, at, code) {
  const { node } = sought;
  const isFolded = (token, word) => token.folded === word || (token.word.includes("đ") && bare(token.word) === word);
  const folded = (word) => where(at, code, (token) => isFolded(token, word));
  const term = (wanted) => where(at, code, (token) => termsOf(token.word, code).includes(wanted));
  const found = [];
  if (node.type === "phrase") found.push(phraseIn(node, at, code));
  if (node.type === "word") {
    found.push([exactly(node.token.text, code), null, where(at, code, (token) => token.word === node.token.word)]);
  }
  sought.typed.forEach((word) => found.push(["accents", null, folded(word)]));
  (sought.begun[code] || []).forEach((word) => found.push(["prefix", null, folded(word)]));
  (sought.terms[code] || []).forEach((each) => found.push(["inflection", null, term(each)]));
  sought.concepts.forEach((concept) => found.push([kindOf(concept), concept, mentionsOf(at, code, concept)]));
  (sought.similar[code] || []).forEach((each) => {
    found.push(["spelling", null, folded(each)], ["spelling", null, term(each)]);
  });
  const fresh = eachOnce(found);
  if (fresh.length) return fresh;
  return eachOnce((sought.related[code] || []).map((each) => ["inflection", null, term(each)]));
}

const TEXT_TERMS = { sq: new Map(), sr: new Map(), en: new Map() };
function termsOf(word, code) {
  const known = TEXT_TERMS[code];
  if (!known.has(word)) known.set(word, textTerms(word, code));
  return known.get(word);
}

function phraseIn(node, at, code) {
  const { text } = DOCUMENTS[at].editions[code];
  const places = runs(at, code, node.tokens, (here, token) => here.folded === token.folded);
  const whole = places.map(([first, last]) => [first.start, last.end]);
  const typed = node.tokens.map((token) => token.word).join(" ");
  const same = whole.some(([a, b]) => tokens(text.slice(a, b)).map((token) => token.word).join(" ") === typed);
  return [same ? exactly(node.tokens[0].text, code) : "accents", null, whole];
}

function mentionsOf(at, code, concept) {
  return (DOCUMENTS[at].editions[code].mentions[concept] || "").split(" ").filter(Boolean).map((each) => {
    const [start, length] = each.split(".").map(numberOf);
    return [start, start + length];
  });
}

/** Each place once, under the best way it was met. */
function eachOnce(ways) {
  const taken = new Set();
  const isFresh = (span) => !taken.has(`${span}`) && taken.add(`${span}`);
  return ways.map(([how, concept, spans]) => [how, concept, spans.filter(isFresh)]).filter((way) => way[2].length);
}

const isOwn = (ways) => ways.length > 0 && ways[0][1] === null;

/** A document as the reader sees it: the snippet with its marks, and the reasons. */
function explain(at, wanted) {
  const { editions } = DOCUMENTS[at];
  const codes = [...new Set([VIEW.language, ...FALLBACK])].filter((code) => editions[code]);
  const found = new Map();
  let missing = wanted.map((_, number) => number);
  codes.some((code) => {
    const met = wanted.map((sought, number) => (missing.includes(number) ? waysIn(sought, at, code) : []));
    found.set(code, met);
    missing = missing.filter((number) => !isOwn(met[number]));
    return !missing.length;
  });
  const quoted = [...found.keys()].find((code) => found.get(code).some((ways) => ways.length)) || codes[0];
  const marks = [].concat(...(found.get(quoted) || []).map((ways) => [].concat(...ways.map((way) => way[2]))));
  const { text, starts } = editions[quoted];
  const snippet = { language: quoted, pieces: cut(text, quoted, marks, starts[1]) };
  return { snippet, reasons: reasonsOf(at, wanted, found) };
}

function reasonsOf(at, wanted, found) {
  const reasons = [];
  wanted.forEach((sought, number) => {
    const met = [...found].filter(([, all]) => all[number].length).map(([code, all]) => [code, all[number]]);
    const mine = met.filter(([code]) => code === VIEW.language);
    const others = met.filter(([code]) => code !== VIEW.language);
    const ownElsewhere = others.filter(([, ways]) => isOwn(ways)).slice(0, 1);
    const shown = mine.concat(mine.length && isOwn(mine[0][1]) ? [] : ownElsewhere);
    const word = (sought.node.tokens || [sought.node.token]).map((token) => token.text).join(" ");
    (shown.length ? shown : others.slice(0, 1)).forEach(([code, ways]) => {
      const [how, , [[start, end]]] = ways[0];
      const matched = inScript(DOCUMENTS[at].editions[code].text.slice(start, end), code);
      reasons.push({ word, matched, how, language: code });
    });
    const concept = met.length ? null : sought.concepts.find((each) => DOCUMENTS[at].about.includes(each));
    if (concept) {
      const [matched, language] = VIEW.labels[concept] || [concept, VIEW.language];
      reasons.push({ word, matched, how: kindOf(concept), language });
    }
  });
  return reasons;
}

/** The piece of a text that shows most of the marks, as plain and marked pieces by turns. */
function cut(text, code, marks, start) {
  const later = marks.filter((mark) => mark[0] >= start).sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const wanted = later.filter((mark, number) => !number || `${mark}` !== `${later[number - 1]}`);
  const [first, last] = windowOf(text, wanted, start);
  const shown = [];
  wanted.filter(([a, b]) => a < last && b > first).forEach(([a, b]) => {
    const now = [Math.max(a, first), Math.min(b, last)];
    const former = shown[shown.length - 1];
    if (former && now[0] < former[1]) former[1] = Math.max(former[1], now[1]);
    else shown.push(now);
  });
  const edges = [first, ...[].concat(...shown), last];
  const between = edges.slice(1).map((edge, number) => text.slice(edges[number], edge));
  const pieces = between.map((piece) => inScript(piece.replace(/\n/g, " · "), code));
  if (first > start) pieces[0] = `… ${pieces[0]}`;
  if (last < text.length && wanted.length) pieces[pieces.length - 1] += " …";
  return pieces;
}

function windowOf(text, marks, start) {
  if (!marks.length) {
    const end = text.indexOf("\n", start);
    return [start, Math.min(end > start ? end : text.length, start + LENGTH)];
  }
  const reach = ([from], number) => marks.filter(([, end]) => end <= from - LEAD + LENGTH).length - number;
  let chosen = 0;
  marks.forEach((mark, number) => {
    if (reach(mark, number) > reach(marks[chosen], chosen)) chosen = number;
  });
  const mark = marks[chosen];
  let first = start;
  if (mark[0] - LEAD > start) for (first = mark[0] - LEAD; first < mark[0] && !/\s/.test(text[first - 1]); ) first += 1;
  let last = Math.min(text.length, first + LENGTH);
  if (last < text.length) {
    const space = Math.max(text.lastIndexOf(" ", last - 1), text.lastIndexOf("\n", last - 1));
    if (space > mark[1]) last = space;
  }
  return [first, last];
}
