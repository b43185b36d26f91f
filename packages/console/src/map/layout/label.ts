/** Places where a name may break: before a slash of a path, else before a capital or after a space or hyphen. */
const pieces = (name: string): string[] =>
  (name.includes("/")
    ? name.split(/(?=\/)/)
    : name.split(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[\s\-_.])/)
  ).filter(Boolean);

/** A long name on two lines as even as its words allow, so that cards stay narrow. */
export const breakName = (name: string, shortest = 15): string[] => {
  if (name.length <= shortest) return [name];
  const words = pieces(name);
  let best: [string, string] | undefined;
  for (let at = 1; at < words.length; at++) {
    const lines: [string, string] = [words.slice(0, at).join("").trim(), words.slice(at).join("").trim()];
    const longest = Math.max(...lines.map(({ length }) => length));
    if (!best || longest < Math.max(...best.map(({ length }) => length))) best = lines;
  }
  return best ?? [name];
};
