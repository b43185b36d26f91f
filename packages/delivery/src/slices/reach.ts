import { changedPackages, parseLockFile } from "./lock-file.ts";
import { isSetting, type Slice, type Slices } from "./made-of.ts";

/** What changed between a commit and the working tree. */
export interface Changes {
  /** Paths below the root. */
  readonly files: readonly string[];
  before(file: string): string | undefined;
  after(file: string): string | undefined;
}

const lockFile = "package-lock.json";

/**
 * What in a package.json decides what is deployed: how a bundle is made, and where alarms say that their runbooks are. The
 * lock file has the rest.
 */
const deployed = [
  "repository",
  "name",
  "type",
  "exports",
  "imports",
  "main",
  "module",
  "browser",
  "sideEffects",
];

const parsed = (text: string | undefined): Record<string, unknown> | undefined => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    return undefined;
  }
};

function settingsChanged(file: string, changes: Changes): boolean {
  if (!file.endsWith("package.json")) return true;
  const [before, after] = [parsed(changes.before(file)), parsed(changes.after(file))];
  if (!before || !after) return true;
  return deployed.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** What a module passes on, and from where: `OrderPlaced ./orders/order-placed.v2.ts`. Types are in no bundle. */
const passedOn = (text: string | undefined): Set<string> => {
  const statements = (text ?? "").matchAll(/export\s+(?:\{([^}]*)\}|(\*[^"']*))\s*from\s*["']([^"']+)["']/g);
  return new Set(
    Array.from(statements).flatMap(([, names, all, from]) =>
      (names ?? all ?? "*")
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "" && !name.startsWith("type "))
        .map((name) => `${name} ${from}`),
    ),
  );
};

/** Whether a module that has no code itself takes away or replaces what it passed on; more of it changes no bundle. */
function passesOnOtherwise(file: string, changes: Changes): boolean {
  const after = passedOn(changes.after(file));
  return [...passedOn(changes.before(file))].some((name) => !after.has(name));
}

const isTest = (file: string) =>
  /(^|\/)(test|testing|fixtures)\/|\.(test|cases|fixture)\.[cm]?[jt]sx?$/.test(file);
const isCode = (file: string) => /\.[cm]?tsx?$/.test(file);
const isAside = (file: string) => file.endsWith(".md") || file.endsWith("/project.json");

/** A picture, a template, a text: files in a slice's folder that are no code, and that bundlers tell nothing of. */
const isOwnFile = (slice: Slice, { slices }: Slices, file: string): boolean =>
  file.startsWith(`${slice.folder}/`) &&
  !isTest(file) &&
  !isCode(file) &&
  !isAside(file) &&
  !slices.some((one) => one.files.has(file) || one.settings.has(file) || one.passed.has(file)) &&
  !/(^|\/)(package|tsconfig)\.json$/.test(file);

function reasonFor(slice: Slice, all: Slices, changes: Changes, file: string): string | undefined {
  const what = slice.files.get(file);
  if (what) return what;
  if (slice.settings.has(file))
    return settingsChanged(file, changes) ? "how its code is compiled and found" : undefined;
  if (slice.passed.has(file))
    return passesOnOtherwise(file, changes) ? "what its imports lead to" : undefined;
  if (all.readByConfig.has(file))
    return isSetting(file) && !settingsChanged(file, changes) ? undefined : "read by sst.config.ts";
  return isOwnFile(slice, all, file) ? "a file of its own" : undefined;
}

/** Why a slice has to be deployed, in words, a file or package each. */
export type Reasons = readonly string[];

/** The slices that changes reach, each with the reasons; pure. */
export function reach(all: Slices, changes: Changes): Map<string, Reasons> {
  const [before, after] = [changes.before(lockFile), changes.after(lockFile)];
  const locked =
    changes.files.includes(lockFile) && before && after
      ? changedPackages(parseLockFile(before), parseLockFile(after))
      : new Set<string>();
  const reached = all.slices.map((slice) => {
    const files = changes.files.flatMap((file) => {
      const reason = reasonFor(slice, all, changes, file);
      return reason ? [`${file}: ${reason}`] : [];
    });
    const packages = [...locked].filter((key) => slice.packages.has(key));
    return [slice.name, [...files, ...packages.map((key) => `${key}: another version`)]] as const;
  });
  return new Map(reached.filter(([, reasons]) => reasons.length > 0));
}
