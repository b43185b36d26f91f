/** Text, names, comments and casts, in which a colon begins no parameter; else a parameter. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|(\$\w*\$)[\s\S]*?\1|::|:([A-Za-z_]\w*)/g;

/** A statement with `$1` for `:name`, and the names in the order of their numbers. */
export const numbered = (sql: string): { text: string; names: readonly string[] } => {
  const names: string[] = [];
  const text = sql.replace(TOKENS, (token: string, _: unknown, name: string | undefined) => {
    if (name === undefined) return token;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, names };
};
