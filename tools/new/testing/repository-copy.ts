import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Copies what git has of a repository, with changes that are not committed, into a temporary folder where its commands
 * run; returns the folder. Packages and SST's platform are shared with the original, so nothing may be installed there.
 */
export function copyRepository(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), "sourdough-copy-"));
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of listed.split("\0")) {
    // One that was deleted and not committed is still listed.
    if (file === "" || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, ".sst"), join(copy, ".sst"));
  linkPackages(join(root, "node_modules"), join(copy, "node_modules"));
  // Where two packages want two versions, npm leaves one of them in the folder of the one that wants it.
  for (const nested of globSync("{*,packages/*,services/*}/node_modules", { cwd: root }))
    symlinkSync(join(root, nested), join(copy, nested));
  return copy;
}

/** The packages of the repository itself are relative links: as they are, they lead to those of the copy. */
const own = "@sourdough";

function linkPackages(from: string, to: string): void {
  mkdirSync(join(to, own), { recursive: true });
  for (const name of readdirSync(from)) if (name !== own) symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(from, own)))
    symlinkSync(readlinkSync(join(from, own, name)), join(to, own, name));
}
