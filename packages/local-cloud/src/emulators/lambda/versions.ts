import { AwsError } from "../../core/aws-error.ts";
import { seededRandom } from "../../core/seeded-faults.ts";

/** A version of a function; `$LATEST` is one as well. */
export interface Version {
  readonly version: string;
  readonly description: string;
  /** Which code it has. Absent: the newest, as `$LATEST`, and as a version has until another is published. */
  readonly generation?: number;
}

/** What an alias means: one version, and another for a share of the invocations. */
export interface Routing {
  readonly functionVersion: string;
  readonly description: string;
  /** Share from 0 to 1, by version; the rest is for `functionVersion`. One at most. */
  readonly weights: Readonly<Record<string, number>>;
}

/** The versions of one function, and its aliases. */
export interface Versions {
  /** What a qualifier means, an alias's share left out of account; undefined for one there is not. */
  find(qualifier: string): Version | undefined;
  /** What a qualifier means this time. */
  choose(qualifier: string): Version | undefined;
  all(): Version[];
  /** The newest that is published. */
  newest(): Version;
  /** Keeps the code of every version as it is now, `generation` being the newest: what changes from here on is new. */
  freeze(generation: number): void;
  publish(generation: number, description: string): Version;
  alias(name: string): Routing | undefined;
  aliases(): [name: string, routing: Routing][];
  route(name: string, routing: Routing): void;
  unroute(name: string): boolean;
  /** Throws where an alias means it, or there is none. */
  remove(version: string): void;
  isNeeded(generation: number): boolean;
  /** Has these versions from now on, with the newest code: that of before is gone with the process that had it. */
  restore(left: readonly Pick<Version, "version" | "description">[]): void;
}

export const LATEST = "$LATEST";

export const createVersions = (published: string): Versions => {
  const versions = new Map<string, Version>(
    [LATEST, published].map((version) => [version, { version, description: "" }]),
  );
  const aliases = new Map<string, Routing>();
  // Always the same shares in the same order, so that a test that fails fails again.
  const random = seededRandom(1);

  const find = (qualifier: string) => versions.get(aliases.get(qualifier)?.functionVersion ?? qualifier);
  const numbered = () => [...versions.values()].filter(({ version }) => version !== LATEST);
  const set = (version: Version) => {
    versions.set(version.version, version);
    return version;
  };
  const freeze = (generation: number) => {
    for (const version of numbered()) if (version.generation === undefined) set({ ...version, generation });
  };

  return {
    find,
    choose(qualifier) {
      const [other] = Object.entries(aliases.get(qualifier)?.weights ?? {});
      return other && random() < other[1] ? versions.get(other[0]) : find(qualifier);
    },
    all: () => [...versions.values()],
    newest: () => numbered().at(-1) ?? versions.get(LATEST)!,
    freeze,
    publish(generation, description) {
      freeze(generation);
      const last = numbered().at(-1);
      if (last?.generation === generation) return last;
      return set({ version: String(Number(last?.version ?? 0) + 1), description, generation });
    },
    alias: (name) => aliases.get(name),
    aliases: () => [...aliases],
    route: (name, routing) => void aliases.set(name, checked(routing, versions)),
    unroute: (name) => aliases.delete(name),
    remove(version) {
      if (version === LATEST)
        throw refused("$LATEST version cannot be deleted without deleting the function.");
      const alias = [...aliases].find(
        ([, { functionVersion, weights }]) => functionVersion === version || Object.hasOwn(weights, version),
      );
      if (alias)
        throw new AwsError(
          "ResourceConflictException",
          `Version ${version} is what the alias ${alias[0]} points to: change or delete the alias first.`,
          { status: 409, fields: { Type: "User" } },
        );
      versions.delete(version);
    },
    restore(left) {
      versions.clear();
      for (const version of left) set(version);
    },
    isNeeded: (generation) => numbered().some((version) => version.generation === generation),
  };
};

const refused = (message: string) =>
  new AwsError("InvalidParameterValueException", message, { fields: { Type: "User" } });

/** https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html */
const checked = (routing: Routing, versions: ReadonlyMap<string, Version>): Routing => {
  const weights = Object.entries(routing.weights);
  for (const version of [routing.functionVersion, ...weights.map(([name]) => name)])
    if (!versions.has(version)) throw refused(`There is no version ${version} for an alias to point to.`);
  if (weights.length > 1) throw refused("An alias points to two versions at most.");
  for (const [version, weight] of weights) {
    if (version === routing.functionVersion)
      throw refused(`Version ${version} is what the alias points to already: give a share to another.`);
    if ([version, routing.functionVersion].includes(LATEST))
      throw refused("$LATEST is not supported for an alias pointing to more than 1 version");
    if (!(weight >= 0 && weight <= 1))
      throw refused(`The share of version ${version} is ${weight}, and has to be from 0 to 1.`);
  }
  return { ...routing, weights: Object.fromEntries(weights.filter(([, weight]) => weight > 0)) };
};
