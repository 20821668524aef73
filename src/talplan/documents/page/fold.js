"use strict";
// What is typed meets what is written, as in talplan: case, ң ү ө and Latin letters make no difference.
const folding = (table) => {
  const alternatives = Object.keys(table.letters).sort((one, other) => other.length - one.length);
  const letters = new RegExp(alternatives.join("|"), "gu");
  const runs = [["нг", "н"], ["дж", "ж"], ["шч", "ш"]];
  const spaced = (text) => text.trim().split(/\s+/u).join(" ");
  const plain = (text) => spaced(text.normalize("NFC").toLowerCase());

  const reduced = (text) => {
    let made = text.replace(letters, (found) => table.letters[found]).normalize("NFD").replace(/\p{M}/gu, "");
    for (const [run, letter] of runs) made = made.replaceAll(run, letter);
    return spaced(made.replace(/и+/gu, "и").replaceAll("ие", "е"));
  };

  // A word with Cyrillic letters in it, or of nothing but look-alikes, is read as it looks too.
  const looked = (text) => text.replace(/\p{L}+/gu, (word) => {
    const all = [...word];
    const ours = /[\u0400-\u052f]/u.test(word) || all.every((letter) => letter in table.looks);
    return ours ? all.map((letter) => table.looks[letter] ?? letter).join("") : word;
  });

  const keys = (text) => {
    const folded = plain(text);
    if (!/[a-z]/.test(folded)) return [reduced(folded)].filter(Boolean);
    let readings = [...new Set([folded, looked(folded)])].map((one) => one.replace(/shch|sch|ch/g, (c) => table.letters[c]));
    for (const [several, choices] of table.readings) {
      if (readings.length * choices.length > 16) break;
      if (readings.some((one) => one.includes(several))) {
        readings = readings.flatMap((one) => choices.map((choice) => one.replaceAll(several, choice)));
      }
    }
    return [...new Set(readings.map(reduced))].filter(Boolean);
  };

  return { plain, keys };
};
