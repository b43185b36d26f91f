import { PaymentAuthorized, PaymentDeclined, StockRejected } from "@sourdough/events-schema";
import { AwsError, createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { FulfilmentReply } from "../inputs.ts";
import { resumeDurableExecution, resumeExecution } from "./resume-fulfilment.ts";

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
    workflows.run(resumeExecution("dead-letters"), {
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

/** Replies to a callback, and what the callback was told. */
const callBack = async (answer: () => object = () => ({})) => {
  const told: { CallbackId: string; Result: string }[] = [];
  const kept: string[] = [];
  const workflows = createWorkflows({
    lambda: {
      SendDurableExecutionCallbackSuccess: (input) => {
        told.push(input as (typeof told)[number]);
        return answer();
      },
    },
    sqs: {
      SendMessage: ({ MessageBody }) => {
        kept.push(String(MessageBody));
        return { MessageId: "1" };
      },
    },
  });
  stop = workflows.stop;
  const resume = (name: string, data: object) =>
    workflows.run(resumeDurableExecution("dead-letters"), {
      "detail-type": name,
      detail: { metadata: { eventId: "evt-1" }, data: { ...data, replyTo: "callback-1" } },
    });
  return { resume, told, kept, cloud: workflows.cloud };
};

test.each([
  ["StockReserved", {}, { eventId: "evt-1" }],
  ["PaymentAuthorized", PaymentAuthorized.examples[0], { eventId: "evt-1" }],
  ["StockRejected", StockRejected.examples[1], { eventId: "evt-1", reason: "unknown_product" }],
  ["PaymentDeclined", PaymentDeclined.examples[0], { eventId: "evt-1", reason: "payment_declined" }],
])("hands %s to the durable function as it reads it", async (name, data, reply) => {
  const { resume, told } = await callBack();
  await resume(name, data);

  expect(told).toEqual([{ CallbackId: "callback-1", Result: expect.any(String) }]);
  expect(FulfilmentReply.parse(JSON.parse(told[0]!.Result))).toEqual(reply);
});

test("has nothing to do for a reply to a callback that is closed", async () => {
  const { resume, kept } = await callBack(() => {
    throw new AwsError("CallbackTimeoutException", "The callback ID token has expired.");
  });

  expect(await resume("PaymentAuthorized", PaymentAuthorized.examples[0])).toMatchObject({
    status: "SUCCEEDED",
    output: {},
  });
  expect(kept).toEqual([]);
});

test("keeps a reply to something that is no callback, at once", async () => {
  const { resume, told, kept } = await callBack(() => {
    throw new AwsError("InvalidParameterValueException", "Invalid callback token");
  });
  await resume("PaymentAuthorized", PaymentAuthorized.examples[0]);

  expect(told).toHaveLength(1);
  expect(kept.map((text) => JSON.parse(text))).toMatchObject([
    {
      event: { "detail-type": "PaymentAuthorized" },
      error: { Error: "Lambda.InvalidParameterValueException" },
    },
  ]);
});
