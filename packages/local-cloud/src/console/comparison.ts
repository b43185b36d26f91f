import { readFileSync } from "node:fs";
import { z } from "zod";
import type { ResourceGraph } from "../core/resource-graph.ts";
import type { Comparison } from "./contract/cost.ts";

const recorded = z.strictObject({
  title: z.string(),
  recordedOn: z.iso.date(),
  by: z.string(),
  machine: z.string(),
  forms: z.array(
    z.strictObject({
      name: z.string(),
      /** A resource that only this form has: `aws:sfn/stateMachine:StateMachine FulfilOrder`. */
      shownBy: z.string(),
      perMillionUsd: z.number(),
      figures: z.array(z.strictObject({ name: z.string(), value: z.number(), unit: z.string() })),
    }),
  ),
});

/**
 * Reads the file that `localCloud.comparison` in the app's package.json names; read each time, since it may be measured
 * again meanwhile. A file that is not there, or not understood, is a sentence for `warn`, once, and no comparison.
 */
export const createComparison = (
  file: string | undefined,
  graph: ResourceGraph,
  warn: (message: string) => void,
): (() => Comparison | undefined) => {
  const resources = new Set(graph.resources.map(({ type, name }) => `${type} ${name}`));
  let warned = false;
  return () => {
    if (file === undefined) return undefined;
    try {
      const { forms, ...rest } = recorded.parse(JSON.parse(readFileSync(file, "utf8")));
      return {
        ...rest,
        forms: forms.map(({ shownBy, ...form }) => ({ ...form, isRunning: resources.has(shownBy) })),
      };
    } catch (error) {
      if (!warned)
        warn(
          `The console compares with nothing: ${file} (localCloud.comparison in package.json): ${error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message}`,
        );
      warned = true;
      return undefined;
    }
  };
};
