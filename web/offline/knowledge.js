// What is known of words: their terms in each language, the names they belong to, and what they may be slips of.
"use strict";

const NAMES = new Map(); // the ways to look names up, by their first key: all keys, and the concepts
const KEYS = new Map(INDEX.keys.map((key, number) => [key, number.toString(36)]));
const NAME_WORDS = new Map();
const LIGHT = new Set(INDEX.light.split(" "));

rowsOf(INDEX.names).forEach((row) => {
  const [path, concepts] = row.split("|");
  const keys = path.split(" ");
  if (!NAMES.has(keys[0])) NAMES.set(keys[0], []);
  NAMES.get(keys[0]).push([keys, concepts]);
});
rowsOf(INDEX.nameWords).forEach((row) => {
  const [word, own, shown] = row.split("|");
  NAME_WORDS.set(word, { own: own === "1", shown: shown ? shown.split(" ") : [] });
});

const LOOKED_UP = new Map();
/** The number of a word's analysis; -1 if there is none. */
function analysisNumber(word) {
  if (!LOOKED_UP.has(word)) {
    const written = CODES.reduce((found, code) => found || writtenIn(code, word), null);
    const number = written ? written.analysis : lookedUp(word);
    LOOKED_UP.set(word, number < 0 && fold(word) !== word ? analysisNumber(fold(word)) : number);
  }
  return LOOKED_UP.get(word);
}
/** What the list of forms says. It is in order, in boxes that begin with a whole word. */
function lookedUp(word) {
  const first = (box) => box.slice(1, box.indexOf(" "));
  let low = 0;
  for (let high = INDEX.forms.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (inOrder(codesOf(first(INDEX.forms[middle])), codesOf(word)) > 0) high = middle;
    else low = middle + 1;
  }
  let form = "";
  const row = rowsOf(INDEX.forms[low - 1]).find((each) => {
    form = form.slice(0, numberOf(each[0])) + each.slice(1, each.indexOf(" "));
    return form === word;
  });
  return row ? numberOf(row.slice(row.indexOf(" ") + 1)) : -1;
}
const codesOf = (word) => Array.from(word, (letter) => letter.codePointAt(0)).concat(-1);

/**
 * The terms of a normalised word in a language, by kind; of one that nothing here has, none. An analysis has a part for
 * each language: terms asked for (with - those that texts do not give), those that only texts give, related ones.
 */
function analysisOf(word, code) {
  const number = analysisNumber(word);
  const part = number < 0 ? "" : INDEX.analyses[number].split(";")[CODES.indexOf(code)] || "";
  const [asked, held, related] = part.split("/").map((each) => each.split(" ").filter(Boolean));
  const named = (numbers) => (numbers || []).map((each) => NUMBERED[code][numberOf(each.replace("-", ""))]);
  const shared = (asked || []).filter((each) => each[0] !== "-");
  return { asked: named(asked), held: named(shared.concat(held || [])), related: named(related) };
}
function queryTerms(word, code) {
  const { asked } = analysisOf(word, code);
  // Fingers that have no ë type w.
  const meant = code === "sq" && !asked.length && word.includes("w");
  return meant ? queryTerms(fold(word).replace(/w/g, "e"), code) : asked;
}
function textTerms(word, code) {
  const { held, related } = analysisOf(word, code);
  return [...held, ...related];
}

const stands = (word, code) => placesOf(`words_${code}`, word).length;

/** The keys under which a word of a query may be found: as it is spelt, and by its terms in each language. */
function keysOf(token) {
  const terms = [].concat(...CODES.map((code) => analysisOf(token.word, code).held.map((term) => `${code}~${term}`)));
  return [token.folded].concat(isAcronym(token) ? [] : terms).map((key) => KEYS.get(key)).filter(Boolean);
}

/** The names in the words of a query, the longest first: [concept, first, last). */
function namesIn(words) {
  const keys = words.map(keysOf);
  const fits = (at) => ([path]) => path.every((key, number) => keys[at + number] && keys[at + number].includes(key));
  const found = [];
  for (let at = 0; at < words.length; ) {
    const begun = [].concat(...keys[at].map((key) => NAMES.get(key) || []));
    const fitting = begun.filter(fits(at));
    const length = Math.max(0, ...fitting.map(([path]) => path.length));
    const longest = fitting.filter(([path]) => path.length === length).map(([, concepts]) => concepts.split(" "));
    const concepts = new Set([].concat(...longest).map((each) => INDEX.named[numberOf(each)]));
    [...concepts].sort().forEach((concept) => found.push([concept, at, at + length]));
    at += length || 1;
  }
  return found;
}

/** How many slips lie between two words, each letter touched once at most; more than `most` is `most + 1`. */
function distance(one, other, most) {
  if (one === other) return 0;
  if (!most || Math.abs(one.length - other.length) > most) return most + 1;
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  const left = one.slice(at);
  const right = other.slice(at);
  const less = most - 1;
  let least = Math.min(distance(left.slice(1), right, less), distance(left, right.slice(1), less));
  if (left && right) least = Math.min(least, distance(left.slice(1), right.slice(1), less));
  if (left.length > 1 && right.length > 1 && left[0] === right[1] && left[1] === right[0]) {
    least = Math.min(least, distance(left.slice(2), right.slice(2), less));
  }
  return Math.min(most + 1, 1 + least);
}

const isTerm = (term, code) => PARTS.some((part) => placesIn(`${part}_${code}`, term));
const isMet = (word) => CODES.some((code) => queryTerms(word, code).some((term) => isTerm(term, code)));
const standsAnywhere = (word) => CODES.some((code) => stands(word, code));
const isKnown = (word) => standsAnywhere(word) || NAME_WORDS.has(word) || isMet(word);

/** The folded words that a word, which nothing here knows, may be a slip of, the best first. */
function nearest(word, language) {
  const forms = [fold(word)];
  if (word.includes("w")) forms.push(fold(word).replace(/w/g, "e"));
  if (word.includes("đ")) forms.push(bare(word));
  if (forms[0].length < 5 || /\p{Nd}/u.test(word) || forms.some(isKnown)) return [];
  const near = new Map();
  const look = (words, form, most) => words.forEach((each) => {
    if (Math.abs(each.length - form.length) > most || /\p{Nd}/u.test(each)) return;
    const slips = distance(form, each, most);
    if (slips <= most) near.set(each, Math.min(slips, near.has(each) ? near.get(each) : 9));
  });
  const shown = [...NAME_WORDS].filter(([, name]) => name.shown.length).map(([each]) => each);
  const own = [...NAME_WORDS].filter(([each, name]) => name.own && (name.shown.length || standsAnywhere(each)));
  forms.forEach((form) => {
    const most = form.length >= 9 ? 2 : 1;
    CODES.forEach((code) => look([...WORDS[code].keys()], form, most));
    look(shown, form, most);
    if (most < 2 && form.length >= 6) look(own.map(([each]) => each), form, 2);
  });
  const rank = (each) => {
    const spoken = stands(each, language)
      ? language
      : CODES.reduce((one, other) => (stands(each, other) > stands(each, one) ? other : one));
    const count = stands(each, spoken);
    const ours = count ? spoken === language : NAME_WORDS.get(each).shown.includes(language);
    return [near.get(each), ours ? 0 : 1, -count, each];
  };
  return [...near.keys()].filter((each) => standsAnywhere(each) || isMet(each))
    .map(rank).sort(inOrder).slice(0, 16).map((each) => each[3]);
}

/** Compares lists, item by item. */
function inOrder(one, other) {
  const at = one.findIndex((item, number) => item !== other[number]);
  return at < 0 ? 0 : one[at] < other[at] ? -1 : 1;
}
