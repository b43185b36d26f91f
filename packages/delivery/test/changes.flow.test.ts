import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadGraph, type ProjectGraph } from "@sourdough/contracts/projects";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changesSince } from "../src/slices/changed-slices.ts";
import { loadSlices, type Slices } from "../src/slices/made-of.ts";
import { reach } from "../src/slices/reach.ts";
import { type Case, cases } from "./changes.cases.ts";

const root = join(import.meta.dirname, "../../..");
let graph: ProjectGraph;
let all: Slices;
let clone: string;
const git = (...args: string[]) => execFileSync("git", args, { cwd: clone, encoding: "utf8", stdio: "pipe" });

beforeAll(async () => {
  graph = await loadGraph(root);
  all = await loadSlices(root, graph);
  // A repository of the files that are changed here, as they are.
  clone = mkdtempSync(join(tmpdir(), "changes-"));
  git("init", "--quiet");
  for (const { file } of cases) {
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(root, file), join(clone, file));
  }
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "As it is");
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

const anotherLine = (text: string) => `${text}\n// Another line.\n`;

const make = ({ file, edit = anotherLine }: Case) => {
  const path = join(clone, file);
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  const after = edit(before);
  expect(after, `${file} is as it was`).not.toBe(before);
  mkdirSync(dirname(path), { recursive: true });
  if (after === undefined) rmSync(path);
  else writeFileSync(path, after);
};

test.each(cases)("$what: $slices", (change) => {
  make(change);
  const reached = reach(all, changesSince(clone, "HEAD"));
  git("stash", "--include-untracked", "--quiet");

  const names = all.slices.map(({ name }) => name);
  const expected = change.slices === "all" ? names : change.slices;
  expect([...reached.keys()].sort()).toEqual([...expected].sort());
});

test("what reaches a slice belongs to a project that Nx says it builds on, so that its tests run", () => {
  const { nodes, dependencies } = graph;
  const folders = Object.entries(nodes).map(([name, { data }]) => ({ name, folder: `${data.root}/` }));
  const builtOn = (name: string, seen = new Set([name])): Set<string> => {
    for (const { target } of dependencies[name] ?? [])
      if (!seen.has(target)) builtOn(target, seen.add(target));
    return seen;
  };

  const strange = all.slices.flatMap(({ name, files, passed }) => {
    const known = builtOn(name);
    return [...files.keys(), ...passed].flatMap((file) => {
      const project = folders.find(({ folder }) => file.startsWith(folder))?.name;
      return project && !known.has(project) ? [`${name} has ${file} of ${project}`] : [];
    });
  });
  expect(strange).toEqual([]);
});

test("what is read where no slice is known counts for all of them", () => {
  const slices = { ...all, readByConfig: new Set(["assets/logo.svg"]) };
  const changes = { files: ["assets/logo.svg"], before: () => "one", after: () => "two" };

  expect(reach(slices, changes).size).toBe(all.slices.length);
  expect(reach(all, changes).size).toBe(0);
});
