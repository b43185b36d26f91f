const ITEMS = /"((?:[^"\\]|\\.)*)"|([^{},"]+)/g;

/** The values of an array of one dimension, as PostgreSQL writes it: `{1,2}`, `{"a b",NULL}`. */
export const parseArray = (text: string): (string | null)[] =>
  [...text.matchAll(ITEMS)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain === "NULL" ? null : plain!) : quoted.replaceAll(/\\(.)/g, "$1"),
  );
