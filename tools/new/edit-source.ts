import type { Changes } from "./changes.ts";
import { RefusalError } from "./refusal.ts";

/** A place in a file, and how to say it. */
interface Place {
  /** A whole line. */
  line: RegExp;
  /** The line as a person would look for it. */
  like: string;
}

const notFound = (file: string, { like }: Place, addition: string) =>
  new RefusalError(
    `${file} has no line like\n\n  ${like}\n\nso this has no place in it:\n\n${addition}\n\nPut the line there (npx biome format writes it so), or make this change by hand and leave it out here.`,
  );

const indentOf = (line: string) => /^\s*/.exec(line)![0];

const edit = (
  changes: Changes,
  file: string,
  place: Place,
  addition: string,
  insert: (lines: readonly string[], at: number) => number,
) =>
  changes.edit(file, (text) => {
    const lines = text.split("\n");
    const at = lines.findIndex((line) => place.line.test(line));
    const before = at < 0 ? -1 : insert(lines, at);
    if (before < 0) throw notFound(file, place, addition);
    return [...lines.slice(0, before), addition, ...lines.slice(before)].join("\n");
  });

/** Adds lines before the one at `place`. Throws `RefusalError` when there is no such line. */
export const addBefore = (changes: Changes, file: string, place: Place, addition: string) =>
  edit(changes, file, place, addition, (_, at) => at);

/**
 * Adds lines at the end of the object, list or call that the line at `place` opens: before the next line that is
 * indented no further. Throws `RefusalError` when there is no such line.
 */
export const addWithin = (changes: Changes, file: string, place: Place, addition: string) =>
  edit(changes, file, place, addition, (lines, at) => {
    const indent = indentOf(lines[at]!).length;
    const end = lines
      .slice(at + 1)
      .findIndex((line) => line.trim() !== "" && indentOf(line).length <= indent);
    return end < 0 ? -1 : at + 1 + end;
  });

/** A regular expression for exactly this text. */
export const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Imports `names` from a module, with what is imported from it already. */
export const addImport = (changes: Changes, file: string, names: readonly string[], from: string) =>
  changes.edit(file, (text) => {
    const known = new RegExp(`^import \\{([^}]*)\\} from "${literally(from)}";$`, "m").exec(text);
    const imported = (known?.[1] ?? "").split(",").map((name) => name.trim());
    const all = [...new Set([...imported, ...names])].filter(Boolean);
    const line = `import { ${all.join(", ")} } from "${from}";`;
    return known ? text.replace(known[0], line) : `${line}\n${text}`;
  });
