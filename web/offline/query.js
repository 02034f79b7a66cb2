// What did the reader ask for, as a small tree? The same language as the site's (kb.query).
"use strict";

const QUOTES = '"„“”«»‟';
const PART = new RegExp(
  "([-−]?\\()|(\\))|([-−](?=[^\\s\\-−)]))?(?:([\\p{L}]{2,20}):(?=[^\\s:()]))?" +
    `(?:[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]|([^\\s${QUOTES}()]+|[${QUOTES}]))`,
  "gu"
);
const DEPTH = 8;

/** The nodes of a query: word, prefix, phrase, oneOf, not, all, any; and notes on how it was read. */
function parse(text, known) {
  const notes = new Set();
  const shouted = isUpper(text) && text.split(/\s+/).some((word) => word.length > 5);
  const frame = (out) => ({ out, alternatives: [[]], negate: false });
  const stack = [frame(false)];
  const top = () => stack[stack.length - 1];

  const add = (node, out) => {
    if (!node) return;
    const now = top();
    const negated = out !== now.negate;
    now.negate = false;
    const flat = node.type === "all" && !negated ? node.nodes : [node];
    now.alternatives[now.alternatives.length - 1].push(...(negated ? [{ type: "not", node }] : flat));
  };
  const closed = (done) => {
    const last = done.alternatives[done.alternatives.length - 1];
    if (done.negate || (done.alternatives.length > 1 && !last.length)) notes.add("operator");
    const groups = done.alternatives.filter((each) => each.length);
    const nodes = groups.map((each) => (each.length === 1 ? each[0] : { type: "all", nodes: each }));
    return nodes.length > 1 ? { type: "any", nodes } : nodes[0];
  };
  const close = () => {
    if (stack.length === 1) return notes.add("brackets");
    const done = stack.pop();
    return add(closed(done), done.out);
  };
  const open = (out) => {
    if (stack.length > DEPTH) return notes.add("brackets");
    const now = top();
    stack.push(frame(out || now.negate));
    now.negate = false;
    return now;
  };
  const operator = (typed, part) => {
    const meaning = known.operators[typed];
    if (!meaning || part.minus || part.field || (shouted && isAlpha(typed))) return false;
    const now = top();
    if (meaning === "or" && !now.alternatives[now.alternatives.length - 1].length) notes.add("operator");
    else if (meaning === "or") now.alternatives.push([]);
    else if (meaning === "not") now.negate = true;
    return true;
  };

  PART.lastIndex = 0;
  for (let match; (match = PART.exec(text)); ) {
    const part = { minus: match[3], field: match[4], phrase: match[5], text: match[6] };
    if (part.minus && match.index && !/[\s(]/.test(text[match.index - 1])) part.minus = "";
    if (match[1]) open(match[1].length > 1);
    else if (match[2]) close();
    else if (!operator(part.text, part)) add(atom(part, known, notes), Boolean(part.minus));
  }
  if (stack.length > 1) notes.add("brackets");
  while (stack.length > 1) close();
  const node = closed(stack[0]);
  return { nodes: node ? (node.type === "all" ? node.nodes : [node]) : [], notes: [...notes] };
}

function atom(part, known, notes) {
  let typed = part.phrase === undefined ? part.text : part.phrase;
  if (part.field) {
    const facet = known.fields[fold(normalise(part.field))];
    const values = facet ? known.values(facet, typed) : [];
    if (values.length) return { type: "oneOf", facet, values };
    if (facet) notes.add("field");
    else typed = `${part.field} ${typed}`;
  }
  const found = tokens(typed);
  if (!found.length) return null;
  if (part.phrase !== undefined || part.minus) return { type: "phrase", tokens: found };
  const nodes = found.map((token) => ({ type: "word", token }));
  const last = found[found.length - 1];
  if (typed.endsWith("*") && /^\**$/.test(typed.slice(last.end)) && !known.starred(last)) {
    if (last.folded.length < 2) notes.add("star");
    else nodes[nodes.length - 1] = { type: "prefix", token: last };
  }
  return nodes.length === 1 ? nodes[0] : { type: "all", nodes };
}

/** The words and phrases of nodes that are not ruled out, in the order typed. */
function leavesOf(nodes) {
  return [].concat(
    ...nodes.map((node) => {
      if (node.type === "all" || node.type === "any") return leavesOf(node.nodes);
      return node.type === "not" || node.type === "oneOf" ? [] : [node];
    })
  );
}
