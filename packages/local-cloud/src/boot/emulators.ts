import { readAppSettings } from "../core/app-manifest.ts";
import type { Clock } from "../core/clock.ts";
import type { Emulator } from "../core/cloud.ts";
import type { Surroundings } from "../core/service.ts";
import type { Services } from "../core/services.ts";
import { type DynamoDbServer, startDynamoDb } from "../emulators/dynamodb/server-process.ts";
import { createMailbox } from "../third-parties/mailbox/index.ts";
import { type StandIn, startStandIns } from "../third-parties/stand-in.ts";
import type { RunningCloud } from "./create-cloud.ts";

/** What runs beside the emulators and needs no graph: the database process and the stand-ins for third parties. */
export interface Machinery {
  readonly database: Promise<DynamoDbServer>;
  /** By the URL of the third party that each answers for. */
  readonly standIns: Readonly<Record<string, StandIn>>;
  stop(): Promise<void>;
}

export const startMachinery = async (root: string, clock: Clock): Promise<Machinery> => {
  const { standIns: settings = {} } = readAppSettings(root);
  const database = startDynamoDb();
  // Reported when a table is provisioned: an app without tables runs without a database.
  database.catch(() => undefined);
  const endDatabase = async () => (await database.catch(() => undefined))?.stop();
  try {
    const standIns = await startStandIns(root, settings, clock);
    return {
      database,
      standIns,
      stop: async () => {
        await Promise.all(Object.values(standIns).map((standIn) => standIn.stop()));
        await endDatabase();
      },
    };
  } catch (error) {
    await endDatabase();
    throw error;
  }
};

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
