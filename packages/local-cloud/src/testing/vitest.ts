import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { LocalCloudOptions } from "../boot/local-cloud.ts";
import { environmentWith } from "../process/link-environment.ts";
import { nodeProblem } from "../process/node-version.ts";
import type { AppUnderTest } from "./app-under-test.ts";
import { putEnvironment } from "./environment.ts";

export type { AppUnderTest } from "./app-under-test.ts";
export type { FaultInjection } from "./fault-injection.ts";
export type { ExpectedEvent, ExpectOptions, PublishedEvent } from "./published.ts";
export type { AppQueue } from "./queues.ts";

/** Those of `startLocalCloud`; `root` is the folder that Vitest runs in unless stated. */
export type LocalCloudTestOptions = Partial<Omit<LocalCloudOptions, "ports" | "localFolder">>;

/** The first start in a clone unpacks SST's platform. */
const STARTS_WITHIN_MS = 300_000;
/** Below Vitest's own limit for hooks, and for tests without a limit. */
const WAITS_AT_MOST_MS = 9_000;
/** Of a test's limit, so that what was waited for is said, and not only that the test took too long. */
const SHARE_TO_WAIT = 0.9;

interface Begun {
  /** The last hop before it. */
  readonly after: number;
  /** As `performance.now()` has it. */
  readonly deadline: number;
}

/**
 * Boots the app of a folder before the tests of a file and stops it after them. Until then the environment of the
 * process is what `shell` gives a command, so that `Resource` and clients of the AWS SDK mean this app. Waits end a bit
 * before the test does, and `expectEvent` knows only what was published since its test began.
 */
export const localCloud = ({
  root = process.cwd(),
  ...options
}: LocalCloudTestOptions = {}): AppUnderTest => {
  const tests = new Map<string, Begun>();
  const folder = join(resolve(root), ".local", `vitest-${process.env.VITEST_POOL_ID ?? "1"}`);
  let app: AppUnderTest | undefined;
  let putBack = () => {};
  let stop = async () => {};

  const limitMs = () =>
    tests.size === 0
      ? WAITS_AT_MOST_MS
      : Math.max(0, Math.min(...[...tests.values()].map(({ deadline }) => deadline)) - performance.now());
  const beginOfTests = () => Math.min(...[...tests.values()].map(({ after }) => after));

  beforeAll(async () => {
    const problem = nodeProblem(process.versions.node);
    if (problem) throw new Error(problem);
    const { startInFreeFolder } = await import("../boot/free-folder.ts");
    const { appUnderTest } = await import("./app-under-test.ts");
    const local = await startInFreeFolder(folder, { watch: false, ...options, root: resolve(root) });
    stop = local.stop;
    const started = appUnderTest(local, limitMs);
    app = {
      ...started,
      expectEvent: (expected, given) =>
        started.expectEvent(expected, { ...(tests.size > 0 && { after: beginOfTests() }), ...given }),
    };
    // Functions run in UTC on AWS, and share the time zone of this process.
    putBack = putEnvironment({ ...environmentWith(app.environment), TZ: "UTC" });
  }, STARTS_WITHIN_MS);
  afterAll(async () => {
    putBack();
    await stop();
    app = undefined;
  }, STARTS_WITHIN_MS);
  beforeEach(({ task: { id, timeout } }) => {
    const waitsMs = timeout > 0 ? timeout * SHARE_TO_WAIT : WAITS_AT_MOST_MS;
    tests.set(id, { after: app!.local.journal.size.recorded, deadline: performance.now() + waitsMs });
  });
  afterEach(({ task: { id } }) => {
    tests.delete(id);
  });

  return new Proxy({} as AppUnderTest, {
    get: (_, name) => {
      if (app) return app[name as keyof AppUnderTest];
      throw new Error(
        `The app runs while the tests of the file do: ask for ${String(name)} in a test or hook.`,
      );
    },
  });
};
