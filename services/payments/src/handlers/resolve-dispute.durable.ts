import { durableHandler } from "@sourdough/lambda-kit/durable";
import { disputeWiring } from "../dispute-wiring.ts";
import { DisputeToResolve } from "../inputs.ts";
import type { DisputePorts } from "../use-cases/dispute-ports.ts";
import { resolveDispute } from "../use-cases/resolve-dispute.ts";

export const createHandler = (ports: DisputePorts) =>
  durableHandler({
    name: "ResolveDispute",
    input: DisputeToResolve,
    run: (dispute, durable, telemetry) => resolveDispute(ports, dispute, durable, telemetry),
  });

export const handler = createHandler(disputeWiring());
