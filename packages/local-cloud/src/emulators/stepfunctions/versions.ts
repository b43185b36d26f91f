import { AwsError } from "../../core/aws-error.ts";
import { seededRandom } from "../../core/seeded-faults.ts";
import type { Machine } from "./execution.ts";

/** A numbered snapshot of a state machine. */
export interface MachineVersion {
  readonly number: number;
  readonly description?: string;
  readonly creationDate: Date;
  readonly machine: Machine;
}

/** A version, and its share in percent. */
export interface Route {
  readonly version: number;
  readonly weight: number;
}

/** Points to one version, or shares executions out between two. */
export interface MachineAlias {
  readonly name: string;
  readonly description?: string;
  readonly routes: readonly Route[];
  readonly creationDate: Date;
  readonly updateDate: Date;
}

/** What outlasts the process of the versions of one state machine; each is of the machine that `revision` names. */
export interface KeptVersions {
  readonly versions: readonly (Omit<MachineVersion, "machine" | "creationDate"> & {
    readonly creationDate: number;
    readonly revision: string;
  })[];
  readonly aliases: readonly (Omit<MachineAlias, "creationDate" | "updateDate"> & {
    readonly creationDate: number;
    readonly updateDate: number;
  })[];
  readonly last: number;
}

/** The versions of one state machine, and its aliases; both newest first. */
export interface MachineVersions {
  /** What a qualifier means: a number, or an alias, of which it is the version with the larger share. */
  find(qualifier: string): MachineVersion | undefined;
  /** What a qualifier means this time. */
  choose(qualifier: string): MachineVersion | undefined;
  all(): MachineVersion[];
  /** Gives the version of the machine's revision, which there may be already. */
  publish(machine: Machine, description: string | undefined, now: Date): MachineVersion;
  /** Does nothing about one that is not there. Throws ConflictException where an alias points to it. */
  remove(number: number): void;
  alias(name: string): MachineAlias | undefined;
  aliases(): MachineAlias[];
  /** Throws ResourceNotFound or ValidationException for routes that cannot be. */
  route(alias: Pick<MachineAlias, "name" | "description" | "routes">, now: Date): MachineAlias;
  unroute(name: string): boolean;
  kept(revisionOf: (machine: Machine) => string): KeptVersions;
  /** Takes up what the run before left. */
  restore(kept: KeptVersions, machineOf: (revision: string) => Machine | undefined): void;
}

// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
const MOST_VERSIONS = 1000;
const MOST_ALIASES = 100;

/** `changed` is told whenever something of them has. */
export const createMachineVersions = (machineArn: string, changed: () => void): MachineVersions => {
  const versions = new Map<number, MachineVersion>();
  const aliases = new Map<string, MachineAlias>();
  // A number is not used again, also when its version was deleted.
  let last = 0;
  // Always the same shares in the same order, so that a test that fails fails again.
  const random = seededRandom(1);

  const versionOf = (qualifier: string, pick: (routes: readonly Route[]) => Route) => {
    const alias = aliases.get(qualifier);
    return versions.get(alias ? pick(alias.routes).version : Number(qualifier));
  };
  const checked = (routes: readonly Route[]) => {
    const sum = routes.reduce((total, { weight }) => total + weight, 0);
    if (sum !== 100) throw refused(`The weights of an alias add up to 100, and these to ${sum}.`);
    const [first, second] = routes;
    if (first?.version === second?.version)
      throw refused(`Version ${first?.version} is in the routing configuration twice.`);
    for (const { version } of routes)
      if (!versions.has(version))
        throw new AwsError("ResourceNotFound", `Resource not found: '${machineArn}:${version}'`);
    return routes;
  };

  return {
    find: (qualifier) => versionOf(qualifier, larger),
    choose: (qualifier) =>
      versionOf(qualifier, ([first, second]) =>
        second && random() * 100 >= first!.weight ? second : first!,
      ),
    all: () => [...versions.values()].reverse(),
    publish(machine, description, creationDate) {
      const known = [...versions.values()].find((one) => one.machine.revisionId === machine.revisionId);
      if (known) return known;
      if (versions.size >= MOST_VERSIONS)
        throw tooMany(`${MOST_VERSIONS} versions`, "DeleteStateMachineVersion");
      last += 1;
      const version = { number: last, description, creationDate, machine };
      versions.set(last, version);
      changed();
      return version;
    },
    remove(number) {
      const pointing = [...aliases.values()].find(({ routes }) =>
        routes.some((one) => one.version === number),
      );
      if (pointing)
        throw conflict(
          `Version ${number} is what alias ${pointing.name} points to: delete the alias, or point it to another version first.`,
        );
      if (versions.delete(number)) changed();
    },
    alias: (name) => aliases.get(name),
    aliases: () => [...aliases.values()].reverse(),
    route({ name, description, routes }, now) {
      const before = aliases.get(name);
      if (!before && aliases.size >= MOST_ALIASES)
        throw tooMany(`${MOST_ALIASES} aliases`, "DeleteStateMachineAlias");
      const alias = {
        name,
        description,
        routes: checked(routes),
        creationDate: before?.creationDate ?? now,
        updateDate: now,
      };
      aliases.set(name, alias);
      changed();
      return alias;
    },
    unroute(name) {
      const wasThere = aliases.delete(name);
      if (wasThere) changed();
      return wasThere;
    },
    kept: (revisionOf) => ({
      versions: [...versions.values()].map(({ machine, creationDate, ...version }) => ({
        ...version,
        creationDate: creationDate.getTime(),
        revision: revisionOf(machine),
      })),
      aliases: [...aliases.values()].map(({ creationDate, updateDate, ...alias }) => ({
        ...alias,
        creationDate: creationDate.getTime(),
        updateDate: updateDate.getTime(),
      })),
      last,
    }),
    restore(kept, machineOf) {
      last = kept.last;
      for (const { creationDate, revision, ...version } of kept.versions) {
        const machine = machineOf(revision);
        if (machine)
          versions.set(version.number, { ...version, creationDate: new Date(creationDate), machine });
      }
      for (const { creationDate, updateDate, ...alias } of kept.aliases)
        aliases.set(alias.name, {
          ...alias,
          creationDate: new Date(creationDate),
          updateDate: new Date(updateDate),
        });
    },
  };
};

const larger = ([first, second]: readonly Route[]) =>
  second && second.weight > first!.weight ? second : first!;

const refused = (message: string) => new AwsError("ValidationException", message);
export const conflict = (message: string) => new AwsError("ConflictException", message, { status: 409 });
const tooMany = (what: string, remedy: string) =>
  new AwsError("ServiceQuotaExceededException", `A state machine has at most ${what}: use ${remedy}.`, {
    status: 402,
  });
