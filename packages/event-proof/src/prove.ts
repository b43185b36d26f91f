import { dirname } from "node:path";
import type { EventContract } from "@sourdough/events-schema";
import type { Declared } from "@sourdough/events-schema/repository";
import type { DurableDryRun } from "@sourdough/lambda-kit/durable-testing";
import type { ResourceGraph } from "sourdough-local";
import type * as z from "zod";
import { checkConsumers } from "./checks/consumers.ts";
import { checkCoverage } from "./checks/coverage.ts";
import { checkDeclarations } from "./checks/declarations.ts";
import { checkDurableFunctions } from "./checks/durable-functions.ts";
import { checkGateways } from "./checks/gateways.ts";
import { checkMachines } from "./checks/machines.ts";
import { checkPatterns } from "./checks/patterns.ts";
import { checkReads } from "./checks/reads.ts";
import { checkTargets } from "./checks/targets.ts";
import { checkUnknownEvents, separateUnknownEvents } from "./checks/unknown-events.ts";
import type { Claim, Context } from "./context.ts";
import type { Finding } from "./finding.ts";
import { findRoutes } from "./routes.ts";
import { samplesOf } from "./samples.ts";
import type { Locator } from "./source-locator.ts";
import { readSystem } from "./system.ts";

/** What is proven against what. */
export interface Subject {
  readonly graph: ResourceGraph;
  readonly contracts: readonly EventContract[];
  /** File of each contract, by `OrderPlaced v2`. */
  readonly contractFiles: ReadonlyMap<string, string>;
  readonly consumers: ReadonlyMap<string, Declared>;
  readonly inputs: ReadonlyMap<string, z.ZodType>;
  readonly dryRuns: ReadonlyMap<string, DurableDryRun>;
  readonly channels: Readonly<Record<string, z.ZodObject>>;
  readonly locator: Locator;
}

/** What came of it. */
export interface Proven {
  readonly findings: readonly Finding[];
  readonly routes: number;
  readonly samples: number;
}

/**
 * Mistakes between the contracts and everything that events go through, each once. Most of the time goes into running
 * state machines on every sample: `runs` names those to run, all unless stated.
 */
export const prove = async (
  { graph, contractFiles, locator, ...subject }: Subject,
  { runs }: { runs?: readonly string[] } = {},
): Promise<Proven> => {
  const findings = new Map<string, Finding>();
  const labels = labelsOf(graph);
  const files = new Map(graph.resources.map(({ name, file }) => [name, file] as const));
  const report = ({ file, ...claim }: Claim) => {
    const resource = labels.get(claim.resource) ?? claim.resource;
    const finding = {
      ...claim,
      resource,
      file: file ?? locator.of(claim.resource, files.get(claim.resource)),
    };
    // One example says it; the same problem on another sample says nothing new.
    const key = [
      finding.code,
      resource,
      finding.problem.replace(/\(.*?\)|, example \d|, with.*| That is what.*/g, ""),
    ];
    if (!findings.has(key.join())) findings.set(key.join(), finding);
  };
  const whole = readSystem(graph);
  const all = findRoutes(whole, ({ resource, message }) =>
    report({
      resource: resource.name,
      code: "definition.invalid",
      problem: `It cannot be compiled: ${message}`,
      rule: "AWS refuses what it cannot compile, or never delivers.",
      remedy: "Correct the pattern, path or template.",
    }),
  );
  const { system, routes, catching } = separateUnknownEvents(subject.contracts, whole, all);
  const context: Context = {
    ...subject,
    system,
    routes,
    folderOf: (resource) => dirname(files.get(resource) ?? locator.of(resource)),
    textOf: locator.text,
    report,
  };

  const reads = new Map<string, Map<string, Set<string>>>();
  const noteRead = (consumer: string, event: string, path: string) => {
    const events = reads.get(consumer) ?? new Map<string, Set<string>>();
    reads.set(consumer, events.set(event, (events.get(event) ?? new Set()).add(path)));
  };
  checkDeclarations(context);
  checkPatterns(context);
  checkConsumers(context);
  checkTargets(context, noteRead);
  checkGateways(context, graph);
  await checkDurableFunctions(context, await checkMachines(context, noteRead, runs), runs);
  checkReads(context, reads);
  checkUnknownEvents(context, catching);
  checkCoverage(context, (event) => contractFiles.get(event) ?? "events-schema");
  const samples = subject.contracts.reduce((sum, contract) => sum + samplesOf(contract).length, 0);
  return { findings: [...findings.values()], routes: routes.length, samples };
};

/** SST gives the resource inside of a component a name of its own; people know the component's. */
const labelsOf = ({ resources, components }: ResourceGraph): Map<string, string> => {
  const names = new Map(components.map(({ urn, name, type }) => [urn, { name, type }] as const));
  return new Map(
    resources.flatMap(({ name, parent }) => {
      const component = parent === undefined ? undefined : names.get(parent);
      return component?.type.startsWith("sst:aws:") && name.startsWith(component.name)
        ? [[name, component.name] as const]
        : [];
    }),
  );
};
