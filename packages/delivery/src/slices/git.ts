import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const git = (root: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe", maxBuffer: 256 * 1024 * 1024 });

const lines = (text: string) => text.split("\0").filter(Boolean);

/** Full name of a commit; undefined when this clone does not have it. */
export function commitOf(root: string, ref: string): string | undefined {
  try {
    return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`).trim();
  } catch {
    return undefined;
  }
}

/** Paths below the root of what is not in the working tree as it is in a commit, new and deleted files included. */
export const changedFiles = (root: string, commit: string): string[] => [
  ...lines(git(root, "diff", "--name-only", "--no-renames", "-z", commit, "--")),
  ...lines(git(root, "ls-files", "--others", "--exclude-standard", "-z")),
];

/** What would be deployed and is in no commit. */
export const uncommitted = (root: string): string[] => changedFiles(root, "HEAD");

/** A file as it was in a commit; undefined when it was not there. */
export function textAt(root: string, commit: string, file: string): string | undefined {
  try {
    return git(root, "show", "--end-of-options", `${commit}:${file}`);
  } catch {
    return undefined;
  }
}

/** A file as it is; undefined when it is not there. */
export const textNow = (root: string, file: string): string | undefined =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : undefined;
