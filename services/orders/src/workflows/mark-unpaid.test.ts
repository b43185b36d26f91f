import { PaymentLost } from "@sourdough/events-schema";
import { createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { OrderStatusChange } from "../inputs.ts";
import { markUnpaid } from "./mark-unpaid.ts";

let stop = () => {};
afterEach(() => stop());

const [data] = PaymentLost.examples;
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const metadata = { eventId: "evt-1", correlationId: data.orderId, traceparent };

/** `failure` is the name of what ChangeOrderStatus throws. */
const mark = async (failure?: string) => {
  const changes: unknown[] = [];
  const kept: unknown[] = [];
  const workflows = createWorkflows({
    lambda: {
      Invoke: ({ Payload }: { Payload: string }) => {
        changes.push(OrderStatusChange.strict().parse(JSON.parse(Payload)));
        const error = { errorType: failure, errorMessage: "No" };
        return failure
          ? { StatusCode: 200, FunctionError: "Unhandled", Payload: JSON.stringify(error) }
          : { StatusCode: 200, Payload: "{}" };
      },
    },
    sqs: {
      SendMessage: ({ MessageBody }: { MessageBody: string }) => {
        kept.push(JSON.parse(MessageBody));
        return { MessageId: "1" };
      },
    },
  });
  stop = workflows.stop;
  const machine = markUnpaid({ changeOrderStatusArn: "arn:change", deadLetterQueueUrl: "https://queue" });
  const { status } = await workflows.run(machine, { detail: { metadata, data } });
  return { status, changes, kept };
};

test("lets the order's rules decide", async () => {
  const { orderId, customerId } = data;

  await expect(mark()).resolves.toEqual({
    status: "SUCCEEDED",
    changes: [
      {
        orderId,
        customerId,
        command: { type: "MarkUnpaid" },
        metadata: { correlationId: orderId, causationId: "evt-1", traceparent, depth: 1 },
      },
    ],
    kept: [],
  });
});

test.each(["OrderStatusConflictError", "OrderNotFoundError", "InvalidInputError"])(
  "keeps an event with the reason, when the answer will always be %s",
  async (failure) => {
    const { changes, kept } = await mark(failure);

    expect(changes).toHaveLength(1);
    expect(kept).toMatchObject([{ event: { detail: { data } }, error: { Error: failure } }]);
  },
);
