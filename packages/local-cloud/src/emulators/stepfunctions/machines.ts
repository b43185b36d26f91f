import { hash, randomUUID } from "node:crypto";
import { z } from "zod";
import { lastPart, unqualified } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { compileDefinition, type Problem } from "./asl/compile.ts";
import type { Machine } from "./execution.ts";
import type { IntegrationSettings } from "./integrations/create-integration.ts";
import { createExpressionCompiler } from "./jsonata/expression.ts";
import { aliasProperties, stateMachineProperties } from "./resources.ts";
import { createRevisions, type Revisions } from "./revisions.ts";
import {
  createMachineVersions,
  type KeptVersions,
  type MachineVersion,
  type MachineVersions,
} from "./versions.ts";

/** What of a machine can be changed, but its definition. */
type Settings = Partial<
  Pick<Machine, "definition" | "compiled" | "roleArn" | "loggingConfiguration" | "tracingConfiguration">
>;

/** The provisioned machines, by ARN. One that is qualified by a version or an alias is of its machine as well. */
export interface Machines {
  provision(resource: Resource): void;
  provisionAlias(resource: Resource): void;
  compile(definition: string, type: Machine["type"]): ReturnType<typeof compileDefinition>;
  readonly revisions: Revisions;
  /** As it is now; of a version or an alias, as that has it. */
  find(arn: string): Machine | undefined;
  /** The version that an ARN names, or that its alias means; undefined of an ARN that is not qualified. */
  versionOf(arn: string): MachineVersion | undefined;
  /** What an execution that is to begin now is of. */
  choose(arn: string): { machine: Machine; as?: Hop["as"] } | undefined;
  /** Undefined where there is no such machine. */
  versions(arn: string): MachineVersions | undefined;
  /** Does nothing where there is no such machine. */
  delete(arn: string): void;
  /** Forgets those that the run before had, and this one has not. */
  restore(): void;
  /** Makes a new revision of it; what runs, and what was published, stays as it is. */
  update(machine: Machine, settings: Settings): Machine;
  all(): Machine[];
}

interface Entry {
  /** A hash of what the config, or the call that made it, says. */
  readonly inputs: string;
  current: Machine;
  readonly versions: MachineVersions;
}
interface KeptEntry extends KeptVersions {
  readonly inputs: string;
  readonly creationDate: number;
  /** The revision that it is by now. */
  readonly current: string;
}

const route = z.object({ version: z.number(), weight: z.number() });
const keptEntry = z.looseObject({
  inputs: z.string(),
  creationDate: z.number(),
  current: z.string(),
  versions: z.array(z.looseObject({ number: z.number(), creationDate: z.number(), revision: z.string() })),
  aliases: z.array(
    z.looseObject({
      name: z.string(),
      routes: z.array(route).min(1),
      creationDate: z.number(),
      updateDate: z.number(),
    }),
  ),
  last: z.number(),
});

export const createMachines = (
  cloud: Cloud,
  children: (arn: string) => ReturnType<IntegrationSettings["children"]>,
  activities: IntegrationSettings["activities"],
): Machines => {
  const machines = new Map<string, Entry>();
  const compileExpression = createExpressionCompiler(cloud.clock);
  const compile = (definition: string, type: Machine["type"]) =>
    compileDefinition(definition, {
      cloud,
      children,
      activities,
      compileExpression,
      express: type === "EXPRESS",
    });
  const entryOf = (arn: string) => machines.get(unqualified(arn));
  const versionOf = (arn: string, means: "find" | "choose") => {
    const qualifier = qualifierOf(arn);
    return qualifier === undefined ? undefined : entryOf(arn)?.versions[means](qualifier);
  };

  const compileWhole = ({ name, definition, type }: Pick<Machine, "name" | "definition" | "type">) => {
    const { compiled, problems } = compile(definition, type);
    if (!compiled) throw new Error(describeProblems(name, problems));
    return compiled;
  };

  const revisions = createRevisions(cloud.state, compileWhole);
  const kept = cloud.state.records(
    "states/machines",
    keptEntry,
    ({ inputs, current, versions }: Entry): KeptEntry => ({
      inputs,
      creationDate: current.creationDate.getTime(),
      current: revisions.keep(current),
      ...versions.kept(revisions.keep),
    }),
  );
  const before = new Map(kept.read());
  const keep = (arn: string) => {
    const entry = machines.get(arn)!;
    // In the same group as what names it.
    revisions.keep(entry.current);
    kept.put(arn, entry);
  };

  return {
    revisions,
    compile,
    provision(resource) {
      const arn = String(resource.outputs.arn);
      const inputsHash = hash("sha256", JSON.stringify(resource.inputs), "base64url");
      const left = before.get(arn);
      const entry = (current: Machine): Entry => {
        const versions = createMachineVersions(arn, () => keep(arn));
        const made = { inputs: inputsHash, current, versions };
        machines.set(arn, made);
        return made;
      };
      // What calls made of it stays as long as the config has the same.
      const same = left?.inputs === inputsHash ? revisions.find(left.current) : undefined;
      if (left && same) return entry(same).versions.restore(left, revisions.find);
      if (left && left.last > (stateMachineProperties.parse(resource.inputs).publish ? 1 : 0))
        cloud.state.drop(`versions of state machine ${resource.name}: the config has another definition`);

      const inputs = stateMachineProperties.parse(resource.inputs);
      const type = inputs.type ?? "STANDARD";
      const compiled = compileWhole({ name: resource.name, definition: inputs.definition, type });
      const {
        level = "OFF",
        includeExecutionData = false,
        logDestination,
      } = inputs.loggingConfiguration ?? {};
      const current: Machine = {
        arn,
        name: lastPart(arn),
        type,
        roleArn: inputs.roleArn,
        definition: inputs.definition,
        creationDate: new Date(left?.creationDate ?? cloud.clock.now()),
        revisionId: String(resource.outputs.revisionId ?? ""),
        loggingConfiguration: {
          level,
          includeExecutionData,
          destinations: logDestination ? [{ cloudWatchLogsLogGroup: { logGroupArn: logDestination } }] : [],
        },
        tracingConfiguration: { enabled: inputs.tracingConfiguration?.enabled ?? false },
        compiled,
      };
      const made = entry(current);
      if (inputs.publish) made.versions.publish(current, undefined, new Date(cloud.clock.now()));
      keep(arn);
    },
    provisionAlias(resource) {
      const { name, inputs, outputs } = resource;
      const { description, routingConfigurations } = aliasProperties.parse(inputs);
      const [first] = routingConfigurations;
      const versions = entryOf(first!.stateMachineVersionArn)?.versions;
      if (!versions)
        throw new Error(
          `Alias ${name} points to ${first!.stateMachineVersionArn}, whose state machine is not there.`,
        );
      if (cloud.provisioned.isKept(resource) && versions.alias(String(outputs.name))) return;
      const routes = routingConfigurations.map(({ stateMachineVersionArn, weight }) => ({
        version: Number(qualifierOf(stateMachineVersionArn)),
        weight,
      }));
      versions.route({ name: String(outputs.name), description, routes }, new Date(cloud.clock.now()));
    },
    find: (arn) =>
      qualifierOf(arn) === undefined ? machines.get(arn)?.current : versionOf(arn, "find")?.machine,
    versionOf: (arn) => versionOf(arn, "find"),
    choose(arn) {
      const qualifier = qualifierOf(arn);
      const entry = entryOf(arn);
      if (qualifier === undefined) return entry && { machine: entry.current };
      const version = entry?.versions.choose(qualifier);
      return version && { machine: version.machine, as: { qualifier, version: String(version.number) } };
    },
    versions: (arn) => entryOf(arn)?.versions,
    update(machine, settings) {
      const entry = machines.get(machine.arn)!;
      entry.current = { ...machine, ...settings, revisionId: randomUUID() };
      keep(machine.arn);
      return entry.current;
    },
    delete(arn) {
      machines.delete(arn);
      kept.delete(arn);
    },
    restore() {
      for (const arn of before.keys()) if (!machines.has(arn)) kept.delete(arn);
      before.clear();
    },
    all: () => [...machines.values()].map(({ current }) => current),
  };
};

/** What follows the machine's ARN: the number of a version, or the name of an alias. */
export const qualifierOf = (arn: string): string | undefined => arn.split(":")[7];

const describeProblems = (name: string, problems: readonly Problem[]): string =>
  [
    `State machine ${name} has ${problems.length === 1 ? "a definition" : `${problems.length} places`} the local cloud cannot run:`,
    ...problems.map(({ location, message }) => `  ${location}: ${message}`),
  ].join("\n");
