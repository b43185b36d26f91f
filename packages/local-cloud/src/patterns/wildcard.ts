/** Literal parts between the `*` of a pattern; throws an Error with the message EventBridge gives for a bad one. */
export const literalParts = (pattern: string): string[] => {
  const parts = [""];
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === "*") {
      // EventBridge counts positions with the opening quote of the JSON string.
      if (pattern[i + 1] === "*") throw new Error(`Consecutive wildcard characters at pos ${i + 1}`);
      parts.push("");
    } else if (char === "\\") {
      const escaped = pattern[++i];
      if (escaped !== "*" && escaped !== "\\") throw new Error(`Invalid escape character at pos ${i}`);
      parts[parts.length - 1] += escaped;
    } else {
      parts[parts.length - 1] += char;
    }
  }
  return parts;
};

/** A test for strings that match a pattern in which `*` stands for any characters, also none. */
export const wildcardTest = (pattern: string): ((text: string) => boolean) => {
  const parts = literalParts(pattern);
  const first = parts[0]!;
  if (parts.length === 1) return (text) => text === first;
  const last = parts.at(-1)!;
  const middle = parts.slice(1, -1);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let position = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return position <= end;
  };
};
