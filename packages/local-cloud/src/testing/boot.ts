import type { Cloud, Emulator } from "../core/cloud.ts";
import type { TestCloud } from "./fake-cloud.ts";
import { declared } from "./provision.ts";

/** A resource as a config has it. */
export type Declared = readonly [type: string, inputs: Record<string, unknown>];

/** Starts an emulator with what a config declares, as a boot does: over what the run before left. */
export const boot = async (
  cloud: TestCloud,
  create: (cloud: Cloud) => Emulator,
  resources: readonly Declared[] = [],
): Promise<Emulator> => {
  const emulator = create(cloud);
  cloud.add(emulator);
  for (const [type, inputs] of resources) {
    const name = [type, inputs.name, inputs.bucket, inputs.key, inputs.secretId].join(" ");
    const resource = declared(cloud, type, name, inputs);
    await emulator.provision?.[type]?.(resource);
    cloud.provisioned.note(resource);
  }
  cloud.provisioned.end();
  emulator.restore?.();
  await emulator.start?.();
  return emulator;
};
