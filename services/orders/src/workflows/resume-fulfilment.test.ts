import { PaymentAuthorized, PaymentDeclined, StockRejected } from "@sourdough/events-schema";
import { createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { resumeFulfilment } from "./resume-fulfilment.ts";

let stop = () => {};
afterEach(() => stop());

const waiting = {
  StartAt: "Wait",
  States: {
    Wait: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Arguments: { QueueUrl: "queue", MessageBody: "{% $states.context.Task.Token %}" },
      End: true,
    },
  },
};

/** A waiting execution, and a way to resume it with replies that carry its token. */
const wait = async (send: (input: { QueueUrl: string; MessageBody: string }) => void = () => {}) => {
  let token = "";
  const workflows = createWorkflows({
    sqs: {
      SendMessage: (input) => {
        if (input.QueueUrl === "queue") token = input.MessageBody;
        send(input);
        return { MessageId: "1" };
      },
    },
  });
  stop = workflows.stop;
  const execution = await workflows.start(await workflows.machine("Waiting", waiting));
  await workflows.cloud.journal.waitFor((hop) => hop.action === "SendMessage" && token !== "");
  const resume = (name: string, data: object, replyTo = token) =>
    workflows.run(resumeFulfilment("dead-letters"), {
      "detail-type": name,
      detail: { metadata: { eventId: "evt-1" }, data: { ...data, replyTo } },
    });
  return { ...workflows, execution, resume };
};

test("lets the execution go on with the id of the reply", async () => {
  const { end, execution, resume } = await wait();

  expect(await resume("PaymentAuthorized", PaymentAuthorized.examples[0])).toMatchObject({
    status: "SUCCEEDED",
  });
  expect(await end(execution)).toMatchObject({ status: "SUCCEEDED", output: { eventId: "evt-1" } });
});

test.each([
  ["StockRejected", StockRejected.examples[1], "unknown_product"],
  ["PaymentDeclined", PaymentDeclined.examples[0], "payment_declined"],
])("fails the task by the name of the refusal: %s", async (name, data, reason) => {
  const { end, execution, resume } = await wait();
  await resume(name, data);

  expect(await end(execution)).toMatchObject({
    status: "FAILED",
    error: name,
    cause: JSON.stringify({ eventId: "evt-1", reason }),
  });
});

test("has nothing to do for a reply that comes twice", async () => {
  const { resume } = await wait();
  await resume("PaymentAuthorized", PaymentAuthorized.examples[0]);

  expect(await resume("PaymentAuthorized", PaymentAuthorized.examples[0])).toMatchObject({
    status: "SUCCEEDED",
    output: {},
  });
});

test("keeps a reply it cannot hand over, with the reason", async () => {
  const kept: string[] = [];
  const { resume } = await wait(({ QueueUrl, MessageBody }) => {
    if (QueueUrl === "dead-letters") kept.push(MessageBody);
  });
  await resume("PaymentAuthorized", PaymentAuthorized.examples[0], "no such token");

  expect(kept.map((text) => JSON.parse(text))).toMatchObject([
    {
      event: { "detail-type": "PaymentAuthorized", detail: { metadata: { eventId: "evt-1" } } },
      error: { Error: "Sfn.InvalidTokenException" },
    },
  ]);
});
