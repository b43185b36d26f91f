import { eventQueueHandler } from "@sourdough/lambda-kit";
import { consumes } from "../consumes.ts";
import type { SalesPorts } from "../use-cases/ports.ts";
import { projectSales } from "../use-cases/project-sales.ts";
import { salesWiring } from "../wiring.ts";

export const createHandler = (ports: SalesPorts) =>
  eventQueueHandler({
    name: "SalesProjection",
    events: consumes.SalesProjection,
    // Sales of one hour meet in the same items, where transactions would get in each other's way.
    oneByOne: true,
    run: (event, telemetry, replayName) => projectSales(ports, event, replayName, telemetry),
  });

export const handler = createHandler(salesWiring());
