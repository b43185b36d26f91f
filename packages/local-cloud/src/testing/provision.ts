import type { Cloud, Emulator } from "../core/cloud.ts";
import type { Resource } from "../core/resource-graph.ts";

/** A resource as a config declares it: its properties are checked, and its outputs computed. */
export const declared = (
  cloud: Cloud,
  type: string,
  name: string,
  inputs: Record<string, unknown>,
): Resource => {
  const resourceType = cloud.services.resourceTypes.get(type);
  if (!resourceType) throw new Error(`No resource type ${type}.`);
  const computed = resourceType.compute({ name, inputs: resourceType.properties.parse(inputs) }, cloud);
  const outputs: Record<string, unknown> = { ...inputs, ...computed };
  return { type, name, urn: `urn:${name}`, id: String(outputs.id), inputs, outputs };
};

/** Declares a resource and provisions it, as booting a graph does; returns the outputs. */
export const provision = async (
  cloud: Cloud,
  emulator: Emulator,
  type: string,
  name: string,
  inputs: Record<string, unknown>,
): Promise<Record<string, string>> => {
  const resource = declared(cloud, type, name, inputs);
  await emulator.provision?.[type]?.(resource);
  return resource.outputs as Record<string, string>;
};
