// Which documents answer, in what order? The same plan as the site's (kb.search.expand, kb.search.plan).
"use strict";

const W = INDEX.weights;
const NAME_KINDS = ["place", "person", "outlet"];
const FEW = 10;
const kindOf = (concept) => (NAME_KINDS.includes(concept.split(":")[0]) ? "name" : "translation");
const keyOf = (node) => JSON.stringify(node);
const evenly = (terms, weight) => new Map(terms.map((term) => [term, weight]));

/** Each leaf of a query with everything it may be met by; what the request switched off is not there. */
function expand(leaves, request) {
  const off = new Set(request.exact ? W.widenings : request.without);
  const concepts = conceptsOf(leaves, off);
  return leaves.map((node, number) => {
    const accents = !off.has("accents");
    const nothing = { typed: [], terms: {}, related: {}, similar: {}, begun: {} };
    const sought = Object.assign(nothing, { node, accents, concepts: concepts[number] });
    if (node.type === "prefix") CODES.forEach((code) => (sought.begun[code] = begun(code, node.token.folded)));
    if (node.type !== "word") return sought;
    const { word, folded } = node.token;
    if (accents) sought.typed = folded.includes("w") ? [folded, folded.replace(/w/g, "e")] : [folded];
    if (accents && !off.has("inflection")) {
      CODES.forEach((code) => {
        sought.terms[code] = queryTerms(word, code);
        sought.related[code] = analysisOf(word, code).related;
      });
    }
    return sought;
  });
}

function begun(code, prefix) {
  return [...WORDS[code].keys()].filter((word) => word.startsWith(prefix)).sort().slice(0, 128);
}

function conceptsOf(leaves, off) {
  const found = leaves.map(() => new Set());
  const numbers = leaves.map((_, number) => number).filter((number) => leaves[number].type === "word");
  const put = (mentions, owners) => mentions.forEach(([concept, first, last]) => {
    if (!off.has(kindOf(concept))) owners.slice(first, last).forEach((number) => found[number].add(concept));
  });
  put(namesIn(numbers.map((number) => leaves[number].token)), numbers);
  leaves.forEach((leaf, number) => {
    if (leaf.type !== "phrase") return;
    const whole = namesIn(leaf.tokens).filter(([, first, last]) => last - first === leaf.tokens.length);
    put(whole, leaf.tokens.map(() => number));
  });
  return found.map((each) => [...each]);
}

/** The fields of analysed terms, the best of them. */
function analysed(terms, code, weight) {
  return PARTS.map((part) => anyOf(`${part}_${code}`, evenly(terms, weight * W.parts[part])));
}

/** The words of a language as they are spelt. */
function asWritten(sought, code) {
  const { node } = sought;
  const field = `words_${code}`;
  if (node.type === "phrase") return adjacent(code, node.tokens, sought.accents, W.exact);
  if (node.type === "prefix") return anyOf(field, evenly(sought.begun[code], W.prefix));
  return anyOf(field, new Map([[`=${node.token.word}`, W.exact], ...evenly(sought.typed, W.folded)]));
}

function inLanguage(sought, code) {
  const terms = sought.terms[code] || [];
  const lemmas = terms.filter((term) => !term.startsWith(STEM));
  const stems = terms.filter((term) => term.startsWith(STEM));
  const found = best([asWritten(sought, code), ...analysed(lemmas, code, W.lemma)]);
  return stems.length ? either([found, best(analysed(stems, code, W.stem))]) : found;
}

/** What finds a leaf: the reader's own word, what it means in other words or may be a slip of, what is related. */
function ways(sought, language) {
  const weigh = (code) => (code === language ? 1 : W.other_language);
  const own = best(CODES.map((code) => times(inLanguage(sought, code), sought.worth[code] * weigh(code))));
  const parts = [own];
  if (sought.concepts.length) parts.push(anyOf("concept", evenly(sought.concepts, W.concept)));
  Object.keys(sought.similar).forEach((code) => {
    parts.push(anyOf(`words_${code}`, evenly(sought.similar[code], W.similar)));
    parts.push(...analysed(sought.similar[code], code, W.similar));
  });
  const related = CODES.filter((code) => (sought.related[code] || []).length);
  const nearly = (code) => best(analysed(sought.related[code], code, W.stem * weigh(code) * sought.worth[code]));
  const near = related.map(nearly);
  return { own, wide: parts.length > 1 ? best(parts) : own, near: near.length ? best(near) : null };
}

/** How much a word says in each language: where many documents lack an edition, it is weighed among those there are. */
function worthOf(sought) {
  const { node } = sought;
  const lightness = node.type === "word" && LIGHT.has(node.token.folded) ? W.light : 1;
  const worth = {};
  CODES.forEach((code) => {
    const editions = INDEX.editions[code] || 0;
    const count = editions === DOCUMENTS.length ? 0 : inLanguage(sought, code).size;
    worth[code] = lightness;
    if (editions !== DOCUMENTS.length) worth[code] *= rarity(count, editions) / rarity(count, DOCUMENTS.length);
  });
  return worth;
}

/** Words that an unknown one may be a slip of, with their terms, by language. */
function similarTo(sought, request, language) {
  const off = request.exact || request.without.includes("spelling") || request.without.includes("accents");
  const words = off || sought.node.type !== "word" ? [] : nearest(sought.node.token.word, language);
  const found = {};
  if (!words.length) return found;
  CODES.forEach((code) => {
    found[code] = [...new Set(words.concat(...words.map((word) => queryTerms(word, code))))];
  });
  return found;
}

/** A node as the documents it finds, each leaf as `foundBy` has it. */
function translate(node, foundBy, code) {
  if (node.type === "not") return without(everyDocument(0), plainly(node.node, code));
  if (node.type === "oneOf") return constant(having(node.facet, node.values), 0);
  if (node.type === "all") return both(node.nodes.map((each) => translate(each, foundBy, code)));
  if (node.type === "any") return either(node.nodes.map((each) => translate(each, foundBy, code)));
  return foundBy(node);
}

/** The documents whose edition in the reader's language has a node's words as written, folded. */
function plainly(node, code) {
  if (node.type === "not") return without(everyDocument(0), plainly(node.node, code));
  if (node.type === "oneOf") return having(node.facet, node.values);
  if (node.type === "all") return both(node.nodes.map((each) => plainly(each, code)));
  if (node.type === "any") return either(node.nodes.map((each) => plainly(each, code)));
  return adjacent(code, node.tokens || [node.token], true, 1);
}

function having(facet, values) {
  const fits = (each) => (each.facets[facet] || []).some((value) => values.includes(value));
  return new Map(DOCUMENTS.map((each, at) => [at, 0]).filter(([at]) => fits(DOCUMENTS[at])));
}

/** All documents that a query finds, with scores, and those with some of its words; and what its leaves look for. */
function plan(query, request, language) {
  if (!query.nodes.length) return { wanted: [], every: everyDocument(1), some: null };
  const leaves = leavesOf(query.nodes);
  const known = new Map();
  const met = new Map();
  expand(leaves, request).forEach((sought) => {
    sought.worth = worthOf(sought);
    const key = keyOf(sought.node);
    known.set(key, sought);
    met.set(key, ways(sought, language));
  });
  const counts = new Map([...met].map(([key, each]) => [key, each.wide.size]));
  known.forEach((sought, key) => {
    if (counts.get(key)) return;
    sought.similar = similarTo(sought, request, language);
    met.set(key, ways(sought, language));
  });
  const common = query.nodes.filter((node) => node.type === "word" && counts.get(keyOf(node)) > DOCUMENTS.length / 2);
  const others = query.nodes.some((node) => node.type !== "not" && !common.includes(node));
  const nodes = others ? query.nodes.filter((node) => !common.includes(node)) : query.nodes;
  return {
    wanted: [...known.values()],
    every: everything(nodes, met, others ? common : [], language),
    some: leaves.length > 1 ? some(query, known, met, language) : null,
  };
}

function everything(nodes, met, optional, language) {
  const out = nodes.filter((node) => node.type === "not");
  const required = nodes.filter((node) => node.type !== "not");
  const by = (kind) => (leaf) => met.get(keyOf(leaf))[kind];
  const all = (kind) =>
    required.length ? both(required.map((node) => translate(node, by(kind), language))) : everyDocument(0);
  let found = all("wide");
  const helping = optional.map(by("wide")).concat([...met.values()].map((each) => each.near).filter(Boolean));
  if (helping.length) found = both([found, either([everyDocument(0), ...helping])]);
  if ([...met.values()].some((each) => each.wide !== each.own)) {
    found = either([found, constant(all("own"), W.own_words)]);
  }
  return out.reduce((left, node) => without(left, plainly(node.node, language)), found);
}

function some(query, known, met, language) {
  const found = new Map();
  known.forEach((sought, key) => {
    const { wide, near } = met.get(key);
    const terms = sought.terms[language] || [];
    const same = terms.length ? terms.join(" ") : key;
    if (!found.has(same)) found.set(same, near ? either([wide, near]) : wide);
  });
  const out = query.nodes.filter((node) => node.type === "not");
  return out.reduce((left, node) => without(left, plainly(node.node, language)), either([...found.values()]));
}

/** The answer to a request: documents by number in order, those with some of the words, counts of facets. */
function search(request) {
  const query = parse(request.text, KNOWLEDGE);
  const planned = plan(query, request, VIEW.language);
  const within = Object.entries(request.filters).map(([name, values]) => [name, having(name, values)]);
  const fits = (at, but) =>
    inTime(DOCUMENTS[at], request) && within.every(([name, documents]) => name === but || documents.has(at));
  const kept = (map) => [...map].filter(([at]) => fits(at));
  const newest = request.sort === "newest" || (request.sort === "relevance" && !query.nodes.length);
  const order = newest ? byKey("newest", -1) : request.sort === "oldest" ? byKey("oldest", 1) : byScore;
  const every = inPages(kept(planned.every).sort(order), order);
  const also = planned.some && every.length < FEW ? kept(planned.some).sort(byScore).slice(0, FEW + every.length) : [];
  const some = inPages(also, byScore).filter((at) => !every.includes(at)).slice(0, FEW);
  const facets = {};
  W.facets.forEach((name) => (facets[name] = counted(name, [...planned.every].filter(([at]) => fits(at, name)))));
  return { request, wanted: planned.wanted, every, some, facets, notes: query.notes };
}

/** The numbers of documents; on one page, those with equal scores by id. */
function inPages(found, order) {
  const page = ([at]) => Math.floor(places.get(at) / FEW);
  const places = new Map(found.map(([at], place) => [at, place]));
  const byId = ([one], [other]) => (DOCUMENTS[one].id < DOCUMENTS[other].id ? -1 : 1);
  const equal = (one, other) => order === byScore && Math.fround(one[1]) === Math.fround(other[1]);
  const inPage = (one, other) => (equal(one, other) ? byId(one, other) : order(one, other));
  const sorted = found.slice().sort((one, other) => page(one) - page(other) || inPage(one, other));
  return sorted.map(([at]) => at);
}

const byKey = (name, sign) => ([one], [other]) => (DOCUMENTS[one][name] < DOCUMENTS[other][name] ? -sign : sign);
function byScore([one, score], [other, than]) {
  return Math.fround(than) - Math.fround(score) || one - other;
}

function counted(name, found) {
  const counts = new Map();
  const add = (value) => counts.set(value, (counts.get(value) || 0) + 1);
  found.forEach(([at]) => (DOCUMENTS[at].facets[name] || []).forEach(add));
  return counts;
}

/** Whether a document overlaps the dates that were asked for; a date is YYYY, YYYY-MM or YYYY-MM-DD. */
function inTime({ dates }, { from, to }) {
  const day = (date, rest) => Number(date.replace(/-/g, "") + rest.slice(date.replace(/-/g, "").length - 4));
  if (!from && !to) return true;
  return Boolean(dates) && (!from || dates[1] >= day(from, "0101")) && (!to || dates[0] <= day(to, "1231"));
}
