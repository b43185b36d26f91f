import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a document names between backticks that is a path from the root: it has a slash, and no space. */
const pathsIn = (file: string): string[] => {
  const named = readFileSync(join(root, file), "utf8").matchAll(/`([\w.-]+(?:\/[\w.<>-]*)+)`/g);
  return [...new Set(Array.from(named, ([, path]) => path!))];
};

test.each(["docs/architecture.md"])("every path in %s exists", (file) => {
  const paths = pathsIn(file);
  expect(paths.length).toBeGreaterThan(20);
  const missing = paths.filter((path) => {
    const pattern = path.replace(/<[\w-]+>/g, "*");
    const [folder] = pattern.split("/");
    // What begins otherwise is said of a folder named before it.
    if (!existsSync(join(root, folder!))) return false;
    return globSync(pattern, { cwd: root }).length === 0;
  });
  expect(missing).toEqual([]);
});
