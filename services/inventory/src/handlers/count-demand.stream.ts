import { ActivityRecord } from "@sourdough/events-schema";
import { windowHandler } from "@sourdough/lambda-kit";
import { CountDemandState } from "../consumes.ts";
import { type CountDemandPorts, countDemand } from "../use-cases/count-demand.ts";
import { demandWiring } from "../wiring.ts";

export const createHandler = (ports: CountDemandPorts) =>
  windowHandler({
    name: "CountDemand",
    record: ActivityRecord,
    state: CountDemandState,
    run: (part, telemetry) => countDemand(ports, part, telemetry),
  });

export const handler = createHandler(demandWiring());
