/**
 * Java's regular expressions, as `String.replaceAll` and API Gateway's `selectionPattern` take them, as JavaScript's.
 * Throws `SyntaxError` for what JavaScript cannot express (possessive quantifiers, class intersections).
 */
export const javaRegex = (pattern: string, flags = ""): RegExp => {
  const inline = /^\(\?([imsu]+)\)/.exec(pattern);
  const source = (inline ? pattern.slice(inline[0].length) : pattern)
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"))
    .replace(/\\A/g, "^")
    .replace(/\\[zZ]/g, "$")
    .replace(/\\h/g, "[ \\t]")
    .replace(/\\p\{(\w+)\}/g, (all, name: string) => POSIX[name] ?? all);
  if (/&&\[|[*+?}]\+/.test(source.replace(/\\./g, "")))
    throw new SyntaxError(`The Java regular expression ${pattern} uses a form that JavaScript lacks.`);
  return new RegExp(source, [...new Set([...flags, ...(inline?.[1]?.replace("u", "") ?? "")])].join(""));
};

const POSIX: Record<string, string> = {
  Alpha: "[A-Za-z]",
  Digit: "[0-9]",
  Alnum: "[A-Za-z0-9]",
  Upper: "[A-Z]",
  Lower: "[a-z]",
  Punct: "[!-/:-@\\[-`{-~]",
  Space: "[ \\t\\n\\x0B\\f\\r]",
};

const compiled = new Map<string, RegExp>();

/** Whether the whole text matches, as `String.matches` does. */
export const javaMatches = (text: string, pattern: string): boolean => {
  let regex = compiled.get(pattern);
  if (!regex) {
    regex = javaRegex(wholeOf(pattern));
    compiled.set(pattern, regex);
  }
  return regex.test(text);
};

/** `pattern` so that it matches a whole text only; leading inline flags stay in front. */
export const wholeOf = (pattern: string): string => {
  const flags = /^\(\?[imsu]+\)/.exec(pattern)?.[0] ?? "";
  return `${flags}^(?:${pattern.slice(flags.length)})$`;
};

/** `String.replaceAll` (or `replaceFirst`): `$1` and `${name}` in the replacement are groups, `\` escapes. */
export const javaReplace = (text: string, pattern: string, replacement: string, all: boolean): string =>
  text.replace(javaRegex(pattern, all ? "g" : ""), (...match: unknown[]) => {
    const named = typeof match.at(-1) === "object" ? (match.at(-1) as Record<string, string>) : {};
    return replacement.replace(/\\([\s\S])|\$(\d)|\$\{(\w+)\}/g, (_, escaped, group, name) =>
      escaped !== undefined ? escaped : String((name ? named[name] : match[Number(group)]) ?? ""),
    );
  });
