import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";

/** What one order uses of what AWS charges for, as the local cloud counted it. */
export const Measurement = z.strictObject({
  measuredOn: z.iso.date(),
  by: z.string(),
  orders: z.int().positive(),
  /** Of one order; times are those of the laptop. */
  perOrder: z.array(
    z.strictObject({
      service: z.string(),
      resource: z.string(),
      unit: z.string(),
      quantity: z.number().nonnegative(),
    }),
  ),
});
export type Measurement = z.output<typeof Measurement>;

export const measurementFile = fileURLToPath(new URL("measurement.json", import.meta.url));

export const readMeasurement = async (): Promise<Measurement> =>
  Measurement.parse(JSON.parse(await readFile(measurementFile, "utf8")));

/** Whether a unit depends on how fast the machine is. */
export const isTime = (unit: string): boolean => unit.includes("GB-seconds");
