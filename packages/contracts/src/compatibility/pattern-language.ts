import {
  CharSet,
  DFA,
  getIntersectionWords,
  isDisjointWith,
  JS,
  NFA,
  type ReadonlyNFA,
  visitAst,
  Words,
} from "refa";
import type { Text } from "./shape.ts";

const maxCharacter = 0xffff;
/** Characters of private use stand for the two ends of a text, so that `^` and `$` are characters like others. */
const start = 0xe000;
const end = 0xe001;
const single = (character: number) => CharSet.fromRange(maxCharacter, { min: character, max: character });
const ends = new Map([
  ["^", single(start)],
  ["$", single(end)],
]);
const inside = CharSet.all(maxCharacter).without({ min: start, max: end });
/** Longer bounds are not turned into an automaton, which has a state per character. */
const longestBound = 512;

/** A pattern that automata cannot say, such as one that looks ahead. */
export class UnreadablePatternError extends Error {
  override readonly name = "UnreadablePatternError";
}

function automaton(pattern: string): NFA {
  try {
    const parser = JS.Parser.fromLiteral({ source: pattern, flags: "" });
    const { expression } = parser.parse({ assertions: "unknown", backreferences: "throw" });
    visitAst(expression, {
      onConcatenationLeave(node) {
        node.elements = node.elements.map((element) => {
          if (element.type === "CharacterClass")
            return { ...element, characters: element.characters.intersect(inside) };
          if (element.type !== "Unknown") return element;
          const characters = ends.get(element.id);
          if (!characters) throw new UnreadablePatternError(`${element.id} looks around`);
          return { type: "CharacterClass", characters, parent: element.parent };
        });
      },
    });
    return NFA.fromRegex(expression, { maxCharacter });
  } catch (cause) {
    throw new UnreadablePatternError(`the pattern ${pattern} cannot be compared`, { cause });
  }
}

/** Texts in which the pattern is found, as `RegExp.test` finds it. */
function found(pattern: string): NFA {
  const nfa = automaton(pattern);
  nfa.prepend(NFA.all({ maxCharacter }));
  nfa.append(NFA.all({ maxCharacter }));
  return nfa;
}

/** Every text of a shape; where a bound is too long to count, more than those. */
export function language({ minLength, maxLength, patterns }: Text): ReadonlyNFA {
  const min = Math.min(minLength, longestBound);
  const max = maxLength <= longestBound ? maxLength : "";
  const lengths = automaton(`^[^]{${min},${max}}$`);
  return patterns.reduce((texts, pattern) => NFA.fromIntersection(texts, found(pattern)), lengths);
}

/** The language of exactly one text. */
export const languageOf = (value: string): ReadonlyNFA =>
  NFA.fromWords([[start, ...Array.from(value, (_, index) => value.charCodeAt(index)), end]], {
    maxCharacter,
  });

const complement = (texts: ReadonlyNFA) => {
  const rest = DFA.fromFA(texts);
  rest.complement();
  return rest;
};

/** A shortest text of `texts` that is in none of `others`. */
export function textOutside(texts: ReadonlyNFA, others: readonly ReadonlyNFA[]): string | undefined {
  const [first, ...more] = others;
  const all = NFA.empty({ maxCharacter });
  if (first) for (const other of [first, ...more]) all.union(other);
  const rest = complement(all);
  if (isDisjointWith(texts, rest)) return undefined;
  for (const word of getIntersectionWords(texts, rest)) return Words.fromUnicodeToString(word).slice(1, -1);
  return undefined;
}

/** A shortest text of `texts` in which the pattern is not found. */
export const textWithout = (texts: ReadonlyNFA, pattern: string): string | undefined =>
  textOutside(texts, [found(pattern)]);

/** Lengths of the shortest and the longest text; undefined when there is no text at all. */
export function lengths(texts: ReadonlyNFA): { min: number; max: number } | undefined {
  if (texts.isEmpty) return undefined;
  const [shortest] = texts.words();
  const min = (shortest?.length ?? 2) - 2;
  if (!texts.isFinite) return { min, max: Number.POSITIVE_INFINITY };
  const longest = new Map<unknown, number>();
  const depth = (node: (typeof texts)["initial"]): number => {
    const known = longest.get(node);
    if (known !== undefined) return known;
    const next = [...node.out.keys()].map((target) => depth(target) + 1);
    const length = Math.max(texts.finals.has(node) ? 0 : Number.NEGATIVE_INFINITY, ...next);
    longest.set(node, length);
    return length;
  };
  return { min, max: depth(texts.initial) - 2 };
}
