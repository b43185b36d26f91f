import { tmpdir } from "node:os";
import { createClock } from "../core/clock.ts";
import type { Cloud, Emulator, Shared, VirtualHost } from "../core/cloud.ts";
import { noFaults } from "../core/faults.ts";
import { createJournal } from "../core/journal.ts";
import type { Resource } from "../core/resource-graph.ts";
import type { ResourceType } from "../core/resource-type.ts";

/** A Cloud around one emulator under test: real clock and journal, no graph, no other service, no gateway. */
export interface BareCloud extends Cloud {
  readonly hosts: VirtualHost[];
  readonly warnings: string[];
}

export const createBareCloud = (overrides: Partial<Cloud> = {}): BareCloud => {
  const shared: Partial<Shared> = {};
  const hosts: VirtualHost[] = [];
  const warnings: string[] = [];
  const absent = (what: string) => () => {
    throw new Error(`${what} is not there in this test.`);
  };
  return {
    region: "eu-west-1",
    accountId: "123456789012",
    graph: {
      app: { name: "test", stage: "local" },
      region: "eu-west-1",
      accountId: "123456789012",
      components: [],
      resources: [],
      outputs: {},
    },
    clock: createClock(),
    journal: createJournal(),
    faults: noFaults(),
    endpoint: "http://127.0.0.1:0",
    localFolder: tmpdir(),
    call: absent("Another service"),
    fetch: absent("A network"),
    issueCredentials: absent("The gateway"),
    serve: (host) => {
      hosts.push(host);
    },
    warn: (message) => {
      warnings.push(message);
    },
    use: (name) => shared[name] ?? absent(`Shared ${name}`)(),
    offer: (name, value) => {
      shared[name] = value;
    },
    hosts,
    warnings,
    ...overrides,
  };
};

/** Checks the properties, computes the outputs and provisions, as booting a graph does; returns the outputs. */
export const provision = async (
  cloud: Cloud,
  emulator: Emulator,
  types: readonly ResourceType[],
  type: string,
  name: string,
  inputs: Record<string, unknown>,
): Promise<Record<string, string>> => {
  const resourceType = types.find((candidate) => candidate.type === type);
  if (!resourceType) throw new Error(`No resource type ${type}.`);
  const parsed = resourceType.properties.parse(inputs);
  const outputs = { ...inputs, ...resourceType.compute({ name, inputs: parsed }, cloud) };
  const id = "id" in outputs ? String(outputs.id) : name;
  const resource: Resource = { type, name, urn: `urn:${name}`, id, inputs, outputs };
  await emulator.provision(resource);
  return outputs as Record<string, string>;
};
