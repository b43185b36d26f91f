import { readFile } from "node:fs/promises";

/** Leaves what matches empty, for code that a function never reaches: classes without members, functions without effect. */
export const emptied = (name, filter, isUsed = () => false) => ({
  name,
  setup(build) {
    build.onLoad({ filter }, async ({ path }) => {
      if (isUsed(path)) return undefined;
      const source = await readFile(path, "utf8");
      const exports = [...source.matchAll(/^export (class|function|const) (\w+)/gm)].map(
        ([, kind, export_]) =>
          kind === "class" ? `export class ${export_} {}` : `export function ${export_}() {}`,
      );
      const renamed = [...source.matchAll(/^export \{ (\w+ as \w+) \};$/gm)].map(([line]) => line);
      return { contents: [...exports, ...renamed].join("\n"), loader: "js" };
    });
  },
});

/** Changes the source of what matches: `change(source, path)`. */
export const changed = (name, filter, change) => ({
  name,
  setup(build) {
    build.onLoad({ filter }, async ({ path }) => ({
      contents: await change(await readFile(path, "utf8"), path),
      loader: "js",
    }));
  },
});

/** `source` with `to` in place of every `from`. Throws when there is none, which means another version of a package. */
export const replaced = (source, from, to) => {
  if (!source.match(from)) throw new Error(`Nothing to leave out: no ${from}. Has its package changed?`);
  return source.replaceAll(from, to);
};
