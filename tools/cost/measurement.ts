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

/** What is the same for each order, whatever the machine does meanwhile. */
const isExact = ({ service, unit }: Figure): boolean =>
  ["API Gateway", "AppSync Events", "SNS", "SQS", "DynamoDB"].includes(service) ||
  ["Custom events", "API destination calls", "Durable operations"].includes(unit);
/** What comes in batches: whether two changes travel together is up to the moment. */
const isBatched = ({ unit }: Figure): boolean =>
  ["Requests", "Express requests", "Requests after filtering"].includes(unit);

type Figure = Measurement["perOrder"][number];

/**
 * Where an order uses something else now than when it was measured, a sentence each. Seconds and bytes are left out,
 * which no two runs have in common.
 */
export const differences = (before: Measurement, now: Measurement): string[] => {
  const keyOf = ({ service, resource, unit }: Figure) => `${service}, ${resource}: ${unit}`;
  const [old, fresh] = [before, now].map(
    ({ perOrder }) =>
      new Map(
        perOrder
          .filter((figure) => isExact(figure) || isBatched(figure))
          .map((figure) => [keyOf(figure), figure]),
      ),
  ) as [Map<string, Figure>, Map<string, Figure>];
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((key) => {
    const [was, is] = [old.get(key)?.quantity ?? 0, fresh.get(key)?.quantity ?? 0];
    const tolerated = isExact((old.get(key) ?? fresh.get(key))!) ? 0 : 1;
    return Math.abs(was - is) <= tolerated
      ? []
      : [`${key}: ${is} an order, and ${was} when it was measured.`];
  });
};

/** Whether a unit depends on how fast the machine is. */
export const isTime = (unit: string): boolean => unit.includes("GB-seconds");
