import type { Emulator } from "../core/cloud.ts";
import type { Surroundings } from "../core/service.ts";
import type { Services } from "../core/services.ts";
import { createMailbox } from "../third-parties/mailbox/index.ts";
import type { RunningCloud } from "./create-cloud.ts";

/** What creates the emulators, in the order they start and stop; loaded while the config is evaluated. */
export const loadEmulators = async ({ all }: Services) => {
  const creators = await Promise.all(all.map(({ load }) => load?.()));
  return (cloud: RunningCloud, surroundings: Surroundings): readonly Emulator[] => {
    cloud.offer("mailbox", createMailbox(cloud));
    const emulators = creators.flatMap((create) => create?.(cloud, surroundings) ?? []);
    cloud.guard(cloud.use("permissions"));
    return emulators;
  };
};
