import { createTestCloud, type TestCloud } from "../../testing/fake-cloud.ts";
import { createLogsEmulator } from "./emulator.ts";

/** Writes lines to the log of a function. */
export const logTo =
  (cloud: TestCloud, group: string) =>
  (...output: string[]) =>
    void cloud.journal.record({ service: "lambda", action: "Log", resource: group, output });

/** A cloud with the emulator of logs alone. */
export const openLogs = (group: string) => {
  const cloud = createTestCloud();
  const emulator = createLogsEmulator(cloud);
  cloud.add(emulator);
  const call = ((operation: string, input: object) =>
    cloud.call("logs", operation as "FilterLogEvents", input, {
      principal: { kind: "root" },
      causes: [],
    })) as <Answer>(operation: string, input: object) => Promise<Answer>;
  const stop = () => {
    void emulator.stop?.();
    cloud.clock.stop();
  };
  return { cloud, log: logTo(cloud, group), call, stop };
};
