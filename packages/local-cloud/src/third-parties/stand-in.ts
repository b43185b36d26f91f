import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Clock } from "../core/clock.ts";

/** Answers for a third party on this machine. */
export interface StandIn {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  stop(): Promise<void>;
}

/** What a module with a stand-in exports as `startStandIn`. */
export type StartStandIn = (options: { clock: Clock }) => Promise<StandIn>;

const standInModule = z.object({
  startStandIn: z.custom<StartStandIn>((value) => typeof value === "function", "is no function"),
});

/** Starts what the app in `root` names: URL of a third party -> module with its stand-in. When it rejects, none runs. */
export const startStandIns = async (
  root: string,
  modules: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<Record<string, StandIn>> => {
  const resolve = createRequire(join(root, "package.json")).resolve;
  const started = await Promise.allSettled(
    Object.entries(modules).map(async ([url, module]) => {
      try {
        const { startStandIn } = standInModule.parse(await import(pathToFileURL(resolve(module)).href));
        return [url, await startStandIn({ clock })] as const;
      } catch (error) {
        throw new Error(
          `Nothing stands in for ${url}: ${module} (localCloud.standIns in package.json): ${(error as Error).message}`,
        );
      }
    }),
  );
  const failed = started.find((one) => one.status === "rejected");
  const running = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  if (!failed) return Object.fromEntries(running);
  await Promise.all(running.map(([, standIn]) => standIn.stop()));
  throw failed.reason;
};
