// What is a word, and when are two words the same? As the site itself has it (kb.languages).
"use strict";

const pairs = (from, to) => new Map(Array.from(from, (letter, at) => [letter, Array.from(to)[at]]));
const CYRILLIC = pairs(
  "абвгдђежзијклмнопрстћуфхцчшАБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШѝЍѐЀ",
  "abvgdđežzijklmnoprstćufhcčšABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠìÌèÈ"
);
[["љ", "lj"], ["њ", "nj"], ["џ", "dž"]].forEach((each) => CYRILLIC.set(...each));
const LARGE = new Map([["Љ", ["Lj", "LJ"]], ["Њ", ["Nj", "NJ"]], ["Џ", ["Dž", "DŽ"]]]);
const PLAIN = new Map([["ł", "l"], ["ø", "o"], ["ß", "ss"], ["æ", "ae"], ["œ", "oe"], ["ı", "i"], ["đ", "dj"]]);
const ALNUM = /[\p{L}\p{N}]/u;
const ENDING_NEEDS = /[\p{L}\p{N}]{2}$/u;
const WORD = new RegExp(
  "([\\p{L}\\p{N}]+(?:[\\u00ad\\u0300-\\u036f]+[\\p{L}\\p{N}]*)*)" +
    "((?:[-\\u2010\\u2011](?:a|ja|e|i|it|in|u|ut|un|s|së|se|t|të|n|në|ve|at|ët|shi|om|em|ov|а|у|е|и|ом|ем|ов)" +
    "|['\\u2019](?:s|t|d|m|re|ve|ll))(?![\\p{L}\\p{N}]|[-\\u2010\\u2011'\\u2019][\\p{L}\\p{N}]))?",
  "giu"
);

const isUpper = (text) => text === text.toUpperCase() && text !== text.toLowerCase();
const isLower = (text) => text === text.toLowerCase() && text !== text.toUpperCase();
const isAlpha = (text) => /^\p{L}+$/u.test(text);
const hasCyrillic = (text) => /[\u0400-\u04ff]/.test(text);

/** Serbian Cyrillic as Serbian Latin, letter by letter; everything else stays as it is. */
function toLatin(text) {
  if (!hasCyrillic(text)) return text;
  const large = text.replace(/[ЉЊЏ]/g, (letter, at) => {
    const after = text.charAt(at + 1);
    return LARGE.get(letter)[isUpper(isAlpha(after) ? after : text.charAt(at - 1)) ? 1 : 0];
  });
  return large.replace(/[\u0400-\u04ff]/g, (letter) => CYRILLIC.get(letter) || letter);
}

/** A word as it is compared: composed, in small Latin letters; accents stay. */
function normalise(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  const lower = text.replace(/\u00ad/g, "").normalize("NFKC").toLowerCase();
  return toLatin(lower).replace(/[ðɖ]/g, "đ").normalize("NFC");
}

/** A normalised word without accents. */
function fold(word) {
  if (/^[\x00-\x7f]*$/.test(word)) return word;
  return word.normalize("NFD").replace(/\p{M}/gu, "").replace(/[łøßæœıđðɖ]/g, (letter) => PLAIN.get(letter) || "dj");
}

/** A normalised word as hasty fingers type it: with đ as d. */
const bare = (word) => fold(word.replace(/đ/g, "d"));

const MET = new Map(); // words met before, normalised and folded
function formsOf(text) {
  if (!MET.has(text)) MET.set(text, { word: normalise(text), folded: fold(normalise(text)) });
  return MET.get(text);
}

/** The words of a text in order, each with where it stands. */
function tokens(text) {
  const found = [];
  const add = (shown, start, end, base) => found.push(Object.assign({ text: shown, start, end }, formsOf(base)));
  WORD.lastIndex = 0;
  for (let match; (match = WORD.exec(text)); ) {
    const word = match[1];
    let ending = match[2] || "";
    if (ending && !"'\u2019".includes(ending[0]) && !ENDING_NEEDS.test(word)) {
      ending = "";
      WORD.lastIndex = match.index + word.length;
    }
    const end = match.index + word.length;
    if (ending === "-in" && !isUpper(word)) {
      add(word, match.index, end, word);
      add("in", end + 1, end + 3, "in");
    } else add(word + ending, match.index, end + ending.length, word);
  }
  return found;
}

/** Whether a word is written in capitals, two to five of them, its ending aside. */
function isAcronym(token) {
  const base = token.text.split(/[-\u2010\u2011'\u2019]/)[0];
  return isUpper(base) && base.length > 1 && base.length <= 5;
}
