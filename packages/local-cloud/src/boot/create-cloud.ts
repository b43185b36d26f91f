import { randomBytes } from "node:crypto";
import { isArn } from "../core/arn.ts";
import { AwsError } from "../core/aws-error.ts";
import { nameOf } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import type {
  AwsEvent,
  Cloud,
  CredentialHolder,
  Emulator,
  Permission,
  Principal,
  Shared,
  VirtualHost,
} from "../core/cloud.ts";
import type { Faults } from "../core/faults.ts";
import type { Journal } from "../core/journal.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import type { Services } from "../core/services.ts";
import { createStreamReaders } from "../core/stream-readers.ts";
import { isLoopback } from "../http/hosts.ts";
import { createDataKeys } from "../iam/data-keys.ts";
import { accessDenied } from "../iam/index.ts";
import { createResourcePolicies } from "../iam/resource-policies.ts";
import { measureHops } from "../metrics/from-hops.ts";
import { createKeptMetrics } from "../metrics/kept-metrics.ts";
import { createMetricStore } from "../metrics/store.ts";
import { createProvisioned } from "../state/provisioned.ts";
import type { State } from "../state/state.ts";
import { createMadeResources, type KeptMadeResources } from "./made-resources.ts";

export interface CloudParts {
  graph: ResourceGraph;
  clock: Clock;
  services: Services;
  journal: Journal;
  faults: Faults;
  endpoint: string;
  localFolder: string;
  state: State;
  /** Puts a virtual host on the gateway. */
  serve(host: VirtualHost): void;
  /** Finds the virtual host a URL belongs to. */
  find(url: URL): { host: VirtualHost; url: URL } | undefined;
  /** Answers what comes from the other end of a port as the gateway answers requests. */
  takeCalls?: Cloud["takeCalls"];
  /** Where warnings go. */
  report(message: string): void;
}

export interface RunningCloud extends Cloud {
  readonly made: KeptMadeResources;
  add(emulator: Emulator): void;
  emulator(service: string): Emulator | undefined;
  holderOf(accessKeyId: string): CredentialHolder | undefined;
  secretOf(accessKeyId: string): string | undefined;
  /** Checks permissions from now on. */
  guard(permissions: Shared["permissions"]): void;
}

/** Names the resource an operation is about, for the journal and for permissions: the first ARN, URL or name. */
export const resourceOf = (input: object): string => {
  let name: string | undefined;
  for (const [key, value] of Object.entries(input)) {
    if (typeof value !== "string") continue;
    if (isArn(value) || key === "QueueUrl") return value;
    if (!name && /(Name|Id)$/.test(key)) name = value;
  }
  return name ?? "*";
};

/** The in-process heart of the local cloud: dispatches operations to emulators, checks permissions, records hops. */
export const createCloud = (parts: CloudParts): RunningCloud => {
  const { graph, journal } = parts;
  const emulators = new Map<string, Emulator>();
  const holders = new Map<string, { holder: CredentialHolder; secret: string }>();
  const offers = new Map<string, unknown>();
  const warned = new Set<string>();
  const publishing: ((event: AwsEvent) => void)[] = [];
  let iam: Shared["permissions"] | undefined;

  const permissionsOf = (emulator: Emulator, operation: string, input: object): readonly Permission[] =>
    emulator.permissions?.(operation, input) ?? [
      {
        action: `${emulator.service}:${operation}`,
        resource: resourceOf(input),
      },
    ];

  const authorize = (principal: Principal, needed: readonly Permission[]) => {
    const lacking = iam?.missing(principal, needed);
    if (!lacking) return;
    const error = accessDenied(principal, lacking);
    cloud.warn(error.message);
    throw error;
  };

  const provisioned = createProvisioned(parts.state);
  const cloud: RunningCloud = {
    region: graph.region,
    accountId: graph.accountId,
    graph,
    clock: parts.clock,
    services: parts.services,
    journal,
    metrics: createMetricStore(
      parts.clock,
      (message) => cloud.warn(message),
      createKeptMetrics(parts.state, parts.clock),
    ),
    faults: parts.faults,
    resourcePolicies: createResourcePolicies(),
    dataKeys: createDataKeys(graph),
    endpoint: parts.endpoint,
    takeCalls: parts.takeCalls,
    localFolder: parts.localFolder,
    state: parts.state,
    provisioned,
    streamReaders: createStreamReaders(),

    made: createMadeResources({
      graph: () => cloud.graph,
      account: graph,
      services: parts.services,
      state: parts.state,
      provisioned,
      emulators: () => emulators.values(),
    }),
    emulators: () => emulators.values(),
    async dispatch(service, operation, input, caller) {
      const emulator = emulators.get(service);
      if (!emulator)
        throw new AwsError(
          "UnknownOperationException",
          `The local cloud does not emulate the service "${service}"; it has ${[...emulators.keys()].sort().join(", ")}.`,
        );
      const run = Object.hasOwn(emulator.operations, operation) ? emulator.operations[operation] : undefined;
      if (!run)
        throw new AwsError(
          "UnknownOperationException",
          `The local cloud does not implement ${operation} of ${service}.`,
        );
      const hop = journal.record({
        service,
        action: operation,
        source: nameOf(caller),
        causes: caller.causes,
        ...(emulator.recorded?.(operation, input) ?? { resource: resourceOf(input), input }),
      });
      try {
        if (iam && caller.principal.kind !== "root")
          authorize(caller.principal, permissionsOf(emulator, operation, input));
        const refusal = cloud.faults.refuse({ service, operation, principal: caller.principal });
        if (refusal) throw refusal;
        const output = await run(input, { ...caller, causes: [hop.id] });
        journal.finish(hop, { output });
        return output;
      } catch (error) {
        journal.finish(hop, { error });
        throw error;
      }
    },

    call: (service, operation, input, caller) =>
      // What the operations answer is typed where they are.
      cloud.dispatch(service, operation, input as object, caller) as Promise<never>,
    authorize,
    allows: (principal, needed) => iam?.missing(principal, needed) === undefined,
    async fetch(request, caller) {
      const url = new URL(request.url);
      const found = parts.find(url);
      const { principal, causes } = caller;
      // Services sign what they fetch: CloudFront for an origin access control.
      const signer =
        principal.kind === "service" ? { principal, causes: () => causes, accessKeyId: "" } : undefined;
      if (found) return found.host.fetch(request, { causes, url: found.url, signer });
      if (!isLoopback(url.hostname))
        throw new Error(`The local cloud calls nothing outside this machine, and ${url.host} is outside.`);
      await parts.state.settled?.();
      return fetch(request);
    },

    publish: (event) => {
      for (const listener of publishing) listener(event);
    },
    onPublish: (listener) => {
      publishing.push(listener);
    },
    serve: parts.serve,
    issueCredentials(holder) {
      const id = randomBytes(8).toString("hex").toUpperCase();
      const secret = randomBytes(20).toString("hex");
      holders.set(`ASIA${id}`, { holder, secret });
      return { accessKeyId: `ASIA${id}`, secretAccessKey: secret, sessionToken: `local-${id}` };
    },
    warn(message) {
      journal.record({
        service: "local-cloud",
        action: "Warn",
        resource: "*",
        error: { code: "Warning", message },
      });
      if (warned.has(message)) return;
      warned.add(message);
      parts.report(message);
    },
    use<K extends keyof Shared>(name: K): Shared[K] {
      if (!offers.has(name)) throw new Error(`Nothing in the local cloud offers "${name}".`);
      return offers.get(name) as Shared[K];
    },
    offer(name, value) {
      if (offers.has(name)) throw new Error(`"${name}" is offered twice.`);
      offers.set(name, value);
    },
    add(emulator) {
      emulators.set(emulator.service, emulator);
    },
    emulator: (service) => emulators.get(service),
    holderOf: (accessKeyId) => holders.get(accessKeyId)?.holder,
    secretOf: (accessKeyId) => holders.get(accessKeyId)?.secret,
    guard(value) {
      iam = value;
    },
  };
  measureHops(cloud);
  return cloud;
};
