import type { Cloud, Emulator } from "../core/cloud.ts";
import type { Resource } from "../core/resource-graph.ts";
import type { TestCloud } from "./fake-cloud.ts";
import { declared } from "./provision.ts";

/** A resource as a config has it. */
export type Declared = readonly [type: string, inputs: Record<string, unknown>];

/** As `boot` provisions it, with its id. */
export const resourceOf = (cloud: Cloud, [type, inputs]: Declared): Resource => {
  const { name, bucket, key, secretId, username } = inputs;
  return declared(cloud, type, [type, name, bucket, key, secretId, username].join(" "), inputs);
};

/** Starts an emulator with what a config declares, as a boot does: over what the run before left. */
export const boot = async (
  cloud: TestCloud,
  create: (cloud: Cloud) => Emulator,
  resources: readonly Declared[] = [],
): Promise<Emulator> => {
  const emulator = create(cloud);
  cloud.add(emulator);
  for (const one of resources) {
    const resource = resourceOf(cloud, one);
    await emulator.provision?.[resource.type]?.(resource);
    cloud.provisioned.note(resource);
  }
  cloud.provisioned.end();
  emulator.restore?.();
  await emulator.start?.();
  return emulator;
};
