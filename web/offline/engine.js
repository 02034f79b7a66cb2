// Which documents have a term, and how much does it say? What the site's engine answers, from INDEX.
"use strict";

const CODES = ["sq", "sr", "en"];
const PARTS = ["title", "summary", "body"];
const DOCUMENTS = INDEX.documents;
const STEM = "+";

const rowsOf = (text) => (text ? text.split(",") : []);
const numberOf = (text) => parseInt(text, 36);
/** Rows by what they begin with; a row is taken apart when it is asked for. */
const byFirst = (text) => new Map(rowsOf(text).map((row) => [row.slice(0, `${row}|`.indexOf("|")), row]));

const partsOf = (row) => (row ? row.split("|") : []);
const WORDS = {}; // by language, of each folded word: its places, then the ways in which it is written
const TERMS = {}; // by language, of each term: its places in titles, summaries and bodies
const NUMBERED = {}; // the terms of a language by number
CODES.forEach((code) => {
  WORDS[code] = byFirst(INDEX.words[code]);
  TERMS[code] = byFirst(INDEX.terms[code]);
  NUMBERED[code] = [...TERMS[code].keys()];
});

/** A word as texts of a language write it: the number of its analysis, and its places; null if none does. */
function writtenIn(code, word) {
  const plain = fold(word);
  const [, places, ...ways] = partsOf(WORDS[code].get(plain));
  const found = ways.map((each) => each.split("=")).find(([, variant]) => (variant || plain) === word);
  return found ? { analysis: numberOf(found[0]), places: found[2] || places } : null;
}

function placesIn(field, term) {
  if (field === "concept") return INDEX.concepts[term];
  const [kind, code] = field.split("_");
  if (kind !== "words") return partsOf(TERMS[code].get(term))[1 + PARTS.indexOf(kind)];
  if (term[0] !== "=") return partsOf(WORDS[code].get(term))[1];
  const written = writtenIn(code, term.slice(1));
  return written ? written.places : "";
}

/** The documents with a term, each with how often it stands there. */
function placesOf(field, term) {
  return (placesIn(field, term) || "").split(" ").filter(Boolean).map((each) => {
    const [document, often] = each.split(".");
    return [numberOf(document), often ? numberOf(often) : 1];
  });
}

const rarity = (count, among) => Math.log(1 + (Math.max(among - count, 0) + 0.5) / (count + 0.5));

/** BM25, from places with counts: a map from documents to scores. */
function scored(field, places, idf, weight) {
  const norms = INDEX.norms[field];
  return new Map(places.map(([at, times]) => [at, (weight * idf * 2.2 * times) / (times + norms[at])]));
}

/** Documents with any of the terms, scored by the best; `weights` maps terms to what they count. */
function anyOf(field, weights) {
  return best(
    [...weights].map(([term, weight]) => {
      const places = placesOf(field, term);
      return scored(field, places, rarity(places.length, DOCUMENTS.length), weight);
    })
  );
}

function merged(maps, join) {
  if (maps.length === 1) return maps[0];
  const found = new Map();
  maps.forEach((map) => map.forEach((score, at) => found.set(at, found.has(at) ? join(found.get(at), score) : score)));
  return found;
}
const best = (maps) => merged(maps, Math.max);
const either = (maps) => merged(maps, (one, other) => one + other);
const times = (map, weight) => new Map([...map].map(([at, score]) => [at, score * weight]));
const constant = (map, score) => new Map([...map].map(([at]) => [at, score]));
const everyDocument = (score) => new Map(DOCUMENTS.map((_, at) => [at, score]));
const without = (map, out) => new Map([...map].filter(([at]) => !out.has(at)));
/** Documents in all of the maps; scores add up. */
const both = (maps) => maps.reduce((one, other) => {
  const shared = [...one].filter(([at]) => other.has(at));
  return new Map(shared.map(([at, score]) => [at, score + other.get(at)]));
});

const TEXTS = new Map();
/** The words of an edition, each with the number of its part and of its place among all words. */
function wordsIn(at, code) {
  const key = `${at} ${code}`;
  if (!TEXTS.has(key)) {
    const { text, starts } = DOCUMENTS[at].editions[code];
    const found = tokens(text);
    found.forEach((token, number) => {
      token.number = number;
      token.part = starts.filter((start) => start <= token.start).length;
    });
    TEXTS.set(key, found);
  }
  return TEXTS.get(key);
}

/** Where words stand next to each other in an edition: the first and the last token of each place. */
function runs(at, code, wanted, same) {
  const found = wordsIn(at, code);
  return found
    .filter((first) => wanted.every((token, number) => {
      const here = found[first.number + number];
      return here && here.part === first.part && same(here, token);
    }))
    .map((first) => [first, found[first.number + wanted.length - 1]]);
}

/** Documents in whose edition the words of a phrase follow each other. */
function adjacent(code, wanted, accents, weight) {
  const field = `words_${code}`;
  const terms = wanted.map((token) => (accents ? token.folded : `=${token.word}`));
  const each = terms.map((term) => placesOf(field, term));
  const idf = each.reduce((sum, places) => sum + rarity(places.length, DOCUMENTS.length), 0);
  if (terms.length === 1) return scored(field, each[0], idf, weight);
  const candidates = both(each.map((places) => new Map(places)));
  const same = accents ? (here, token) => here.folded === token.folded : (here, token) => here.word === token.word;
  const places = [...candidates].map(([at]) => [at, runs(at, code, wanted, same).length]);
  return scored(field, places.filter(([, count]) => count), idf, weight);
}
