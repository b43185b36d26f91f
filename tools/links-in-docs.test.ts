import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const elsewhere = /(^|\/)(node_modules|dist|\.[\w.]+)(\/|$)/;
const files = globSync("**/*.md", {
  cwd: root,
  exclude: (name) => /^(node_modules|dist|\.\w.*)$/.test(name.split("/").at(-1)!),
}).filter((file) => !elsewhere.test(file));

const withoutCode = (text: string): string =>
  text.replaceAll(/^ *(```|~~~)[\s\S]*?^ *\1/gm, "").replaceAll(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, "");

/** What links of a document lead to: inline ones, references, and the attributes of HTML. */
const linksOf = (text: string): string[] =>
  [
    ...text.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g),
    ...text.matchAll(/^\[[^\]]+\]: +<?(\S+?)>?$/gm),
    ...text.matchAll(/\b(?:href|src|srcset)="([^"\s]+)"/g),
  ].map(([, link]) => link!);

/** The ids that GitHub gives to headings. */
const anchorsOf = (text: string): Set<string> => {
  const seen = new Map<string, number>();
  const anchors = new Set(Array.from(text.matchAll(/\b(?:id|name)="([^"]+)"/g), ([, id]) => id!));
  for (const [, heading = ""] of text
    .replaceAll(/^ *(```|~~~)[\s\S]*?^ *\1/gm, "")
    .matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const slug = plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
};

const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Why a link of the file leads nowhere; undefined when it leads somewhere, or to another host. */
const broken = (file: string, link: string): string | undefined => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith("//")) return undefined;
  const [path = "", anchor = ""] = link.split("#").map(decodeURIComponent);
  const target = path === "" ? file : join(path.startsWith("/") ? "" : dirname(file), path);
  if (!existsSync(join(root, target))) return `${link}: there is no ${target}`;
  if (anchor === "" || statSync(join(root, target)).isDirectory() || !target.endsWith(".md"))
    return undefined;
  return anchorsOf(read(target)).has(anchor) ? undefined : `${link}: ${target} has no such heading`;
};

test("documents are found, and links in them", () => {
  expect(files).toEqual(
    expect.arrayContaining(["README.md", "docs/state.md", "packages/local-cloud/README.md"]),
  );
  expect(linksOf(withoutCode(read("README.md"))).length).toBeGreaterThan(10);
});

test.each(files)("links of %s lead somewhere", (file) => {
  const problems = linksOf(withoutCode(read(file))).flatMap((link) => broken(file, link) ?? []);
  expect(problems).toEqual([]);
});

test.each([
  ["[a](no-such.md)", "no-such.md: there is no docs/no-such.md"],
  ["[a](state.md#no-such)", "state.md#no-such: docs/state.md has no such heading"],
  ["[a](../README.md#sourdough)", undefined],
  ["[a](state.md#when-the-config-has-changed)", undefined],
  ["[a]: state.md\n", undefined],
  ['<img src="images/no.png">', "images/no.png: there is no docs/images/no.png"],
  ["`[a](b)` and ``[a](b ` c)``", undefined],
])("%j", (text, problem) => {
  const [first] = linksOf(withoutCode(text)).flatMap((link) => broken("docs/state.md", link) ?? []);
  expect(first).toBe(problem);
});
