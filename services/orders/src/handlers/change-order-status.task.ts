import {
  CausationId,
  CorrelationId,
  CustomerId,
  OrderId,
  RejectionReason,
  Traceparent,
} from "@sourdough/events-schema";
import { taskHandler } from "@sourdough/lambda-kit";
import * as z from "zod";
import { changeOrderStatus } from "../use-cases/change-order-status.ts";
import type { Ports } from "../use-cases/ports.ts";
import { wiring } from "../wiring.ts";

const Input = z.object({
  orderId: OrderId,
  customerId: CustomerId,
  command: z.discriminatedUnion("type", [
    z.object({ type: z.literal("Reject"), reason: RejectionReason }),
    z.object({ type: z.enum(["Confirm", "MarkReady", "MarkCollected", "Cancel"]) }),
  ]),
  metadata: z.object({ correlationId: CorrelationId, causationId: CausationId, traceparent: Traceparent }),
});

export const createHandler = (ports: Ports) =>
  taskHandler({
    name: "ChangeOrderStatus",
    input: Input,
    run: async ({ metadata, ...change }, telemetry) => {
      const order = await changeOrderStatus(ports, { ...change, cause: metadata }, telemetry);
      const { orderId, status, sequence, reason } = order;
      return { orderId, status, sequence, reason };
    },
  });

export const handler = createHandler(wiring());
