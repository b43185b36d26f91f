import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSiteBuild } from "./site-build.ts";

test("builds a site whose folder has links in circles, and again only when a source changed", async () => {
  const dir = mkdtempSync(join(tmpdir(), "site-"));
  mkdirSync(join(dir, "node_modules/@app"), { recursive: true });
  mkdirSync(join(dir, "packages/shared"), { recursive: true });
  for (const name of ["one", "two", "three"]) symlinkSync(dir, join(dir, "node_modules/@app", name), "dir");
  symlinkSync(dir, join(dir, "packages/shared/root"), "dir");
  writeFileSync(join(dir, "page.txt"), "first");
  const build = createSiteBuild({
    name: "Page",
    dir,
    command:
      "node -e \"fs.mkdirSync('dist',{recursive:true});fs.copyFileSync('page.txt','dist/index.html')\"",
    environment: {},
    output: join(dir, "dist"),
    cacheFolder: mkdtempSync(join(tmpdir(), "sites-")),
    report: () => {},
  });
  try {
    const first = await build.files();
    expect(readFileSync(join(first, "index.html"), "utf8")).toBe("first");
    writeFileSync(join(dir, "page.txt"), "second");
    await expect
      .poll(async () => readFileSync(join(await build.files(), "index.html"), "utf8"))
      .toBe("second");
    expect(existsSync(first)).toBe(true);
  } finally {
    build.stop();
  }
});

test("builds a site for one after the other, since its command writes to one folder", async () => {
  const dir = mkdtempSync(join(tmpdir(), "site-"));
  writeFileSync(
    join(dir, "build.mjs"),
    `import { mkdirSync, rmdirSync, writeFileSync } from "node:fs";
     mkdirSync("dist", { recursive: true });
     mkdirSync("building");
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
     writeFileSync("dist/index.html", process.env.FOR);
     rmdirSync("building");`,
  );
  const builds = ["ann", "ben"].map((name) =>
    createSiteBuild({
      name: "Page",
      dir,
      command: "node build.mjs",
      environment: { FOR: name },
      output: join(dir, "dist"),
      cacheFolder: mkdtempSync(join(tmpdir(), "sites-")),
      report: () => {},
    }),
  );
  try {
    const folders = await Promise.all(builds.map((build) => build.files()));
    expect(folders.map((folder) => readFileSync(join(folder, "index.html"), "utf8"))).toEqual(["ann", "ben"]);
  } finally {
    for (const build of builds) build.stop();
  }
});
