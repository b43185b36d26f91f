import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { StandInSetting } from "../core/app-manifest.ts";
import type { Clock } from "../core/clock.ts";
import type { KeptValue, State } from "../state/state.ts";
import type { Surroundings } from "./surroundings.ts";

/** Answers for a third party on this machine. */
export interface StandIn {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Told of the app once all of it runs, when it is one that calls the app; a rejection stops the start. */
  attach?(surroundings: Surroundings): Promise<void> | void;
  stop(): Promise<void>;
}

/** What outlasts the process: `records` by a name of its own, and `settled`, which the answers of its port wait for. */
export type StandInState = Pick<State, "records" | "settled">;

/** What a module with a stand-in exports as `startStandIn`; `options` are those of the app's package.json. */
export type StartStandIn = (options: {
  clock: Clock;
  state: StandInState;
  options?: unknown;
}) => Promise<StandIn>;

const stateOf = (state: State, url: string): StandInState => ({
  records: <Live, Kept extends KeptValue>(name: string, shape: z.ZodType, toKept?: (live: Live) => Kept) =>
    state.records(`${url} ${name}`, shape, toKept),
  settled: state.settled,
});

const standInModule = z.object({
  startStandIn: z.custom<StartStandIn>((value) => typeof value === "function", "is no function"),
});

const failure = (url: string, module: string, error: unknown) =>
  new Error(
    `Nothing stands in for ${url}: ${module} (localCloud.standIns in package.json): ${(error as Error).message}`,
    { cause: error },
  );

/** Starts the stand-ins of an app: URL of a third party -> its stand-in. When it rejects, none runs. */
export type StartStandIns = (clock: Clock, state: State) => Promise<Record<string, StandIn>>;

/** Loads what the app in `root` names; rejects when a module is not there, or is none. */
export const loadStandIns = async (
  root: string,
  settings: Readonly<Record<string, StandInSetting>>,
): Promise<StartStandIns> => {
  const resolve = createRequire(join(root, "package.json")).resolve;
  const loaded = await Promise.all(
    Object.entries(settings).map(async ([url, setting]) => {
      const { module, options } = typeof setting === "string" ? { module: setting } : setting;
      try {
        const { startStandIn } = standInModule.parse(await import(pathToFileURL(resolve(module)).href));
        return {
          url,
          module,
          start: (clock: Clock, state: State) => startStandIn({ clock, options, state: stateOf(state, url) }),
        };
      } catch (error) {
        throw failure(url, module, error);
      }
    }),
  );
  return async (clock, state) => {
    const started = await Promise.allSettled(
      loaded.map(async ({ url, module, start }) => {
        try {
          return [url, await start(clock, state)] as const;
        } catch (error) {
          throw failure(url, module, error);
        }
      }),
    );
    const failed = started.find((one) => one.status === "rejected");
    const running = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    if (!failed) return Object.fromEntries(running);
    await Promise.all(running.map(([, standIn]) => standIn.stop()));
    throw failed.reason;
  };
};

/** Tells every stand-in of the app that runs now. */
export const attachStandIns = async (
  standIns: Readonly<Record<string, StandIn>>,
  surroundingsOf: (thirdParty: string) => Surroundings,
): Promise<void> => {
  for (const [url, standIn] of Object.entries(standIns))
    try {
      await standIn.attach?.(surroundingsOf(url));
    } catch (error) {
      throw failure(url, "its options", error);
    }
};
