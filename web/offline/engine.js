// Which documents have a term, and how much does it say? What the site's engine answers, from INDEX.
"use strict";

const CODES = ["sq", "sr", "en"];
const PARTS = ["title", "summary", "body"];
const DOCUMENTS = INDEX.documents;
const STEM = "+";
const FIELDS = {}; // the places of each term, by field
const TERMS = {}; // the terms of each language, by number
const ANALYSED = new Map(); // the number of the analysis of each word that stands in a text

const linesOf = (text) => (text ? text.split("\n") : []);
const numberOf = (text) => parseInt(text, 36);

CODES.forEach((code) => {
  const fields = PARTS.map((part) => (FIELDS[`${part}_${code}`] = new Map()));
  TERMS[code] = linesOf(INDEX.terms[code]).map((line) => {
    const [term, ...places] = line.split("\t");
    places.forEach((each, number) => each && fields[number].set(term, each));
    return term;
  });
  const words = (FIELDS[`words_${code}`] = new Map());
  linesOf(INDEX.words[code]).forEach((line) => {
    const [word, places, ...written] = line.split("\t");
    words.set(word, places);
    written.forEach((each) => {
      const [analysis, variant, own] = each.split("=");
      words.set(`=${variant || word}`, own || places);
      ANALYSED.set(variant || word, numberOf(analysis));
    });
  });
});
FIELDS.concept = new Map(linesOf(INDEX.concepts).map((line) => line.split("\t")));

/** The documents with a term, each with how often it stands there. */
function placesOf(field, term) {
  return (FIELDS[field].get(term) || "").split(" ").filter(Boolean).map((each) => {
    const [document, times] = each.split(".");
    return [numberOf(document), times ? numberOf(times) : 1];
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
