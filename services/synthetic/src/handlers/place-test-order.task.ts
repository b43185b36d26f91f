import { taskHandler } from "@sourdough/lambda-kit";
import * as z from "zod";
import { placeTestOrder } from "../use-cases/place-test-order.ts";
import type { Ports } from "../use-cases/ports.ts";
import { wiring } from "../wiring.ts";

/** Enough to write down why a journey was too slow. */
const marginMs = 2_000;

export const createHandler = (ports: Ports) =>
  taskHandler({
    name: "PlaceTestOrder",
    input: z.object({}),
    run: (_, telemetry, remainingMs) =>
      placeTestOrder(ports, AbortSignal.timeout(Math.max(remainingMs() - marginMs, 0)), telemetry),
  });

export const handler = createHandler(wiring());
