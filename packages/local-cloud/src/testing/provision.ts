import type { Cloud, Emulator } from "../core/cloud.ts";
import type { Resource } from "../core/resource-graph.ts";
import type { ResourceType } from "../core/resource-type.ts";

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
  const outputs: Record<string, unknown> = {
    ...inputs,
    ...resourceType.compute({ name, inputs: parsed }, cloud),
  };
  const resource: Resource = { type, name, urn: `urn:${name}`, id: String(outputs.id), inputs, outputs };
  await emulator.provision?.[type]?.(resource);
  return outputs as Record<string, string>;
};
