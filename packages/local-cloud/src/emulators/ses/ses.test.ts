import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from "@aws-sdk/client-sesv2";
import { afterEach, expect, test, vi } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { standInFor } from "../../testing/stand-in.ts";
import type { EmailMessage } from "../../third-parties/mailbox/index.ts";
import { createSesEmulator } from "./emulator.ts";

const IDENTITY = "aws:sesv2/emailIdentity:EmailIdentity";
const DESTINATION = "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination";
const CONFIGURATION_SET = "aws:sesv2/configurationSet:ConfigurationSet";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const setUp = async (...identities: string[]) => {
  const { cloud, gateway, stop } = await startTestGateway();
  stops.push(stop);
  const sent: EmailMessage[] = [];
  cloud.offer("mailbox", {
    email: (m) => sent.push(m),
    sms: () => {},
    list: () => [],
  });
  const emulator = createSesEmulator(cloud);
  cloud.add(emulator);
  await provision(cloud, emulator, CONFIGURATION_SET, "Set", {
    configurationSetName: "orders",
  });
  for (const emailIdentity of identities)
    await provision(cloud, emulator, IDENTITY, "Identity", { emailIdentity });
  const client = new SESv2Client({
    endpoint: gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const send = (change: Partial<SendEmailCommandInput> = {}) =>
    client.send(
      new SendEmailCommand({
        FromEmailAddress: "Sourdough <orders@sourdough.example>",
        Destination: { ToAddresses: ["ann@example.com"] },
        Content: { Simple: { Subject: { Data: "Confirmed" }, Body: { Text: { Data: "Your order" } } } },
        ...change,
      }),
    );
  return { emulator, sent, send };
};

test("puts a message into the mailbox with the id it answers", async () => {
  const { send, sent } = await setUp("orders@sourdough.example");
  const { MessageId } = await send({
    ConfigurationSetName: "orders",
    ReplyToAddresses: ["help@sourdough.example"],
  });
  expect(sent).toEqual([
    {
      messageId: MessageId,
      from: "Sourdough <orders@sourdough.example>",
      to: ["ann@example.com"],
      cc: [],
      bcc: [],
      replyTo: ["help@sourdough.example"],
      subject: "Confirmed",
      text: "Your order",
      headers: [],
    },
  ]);
});

test("rejects a sender no identity covers, in the words of SES", async () => {
  const { send, sent } = await setUp("other@sourdough.example");
  await expect(send()).rejects.toMatchObject({
    name: "MessageRejected",
    message:
      "Email address is not verified. The following identities failed the check in region EU-WEST-1: orders@sourdough.example",
  });
  expect(sent).toEqual([]);
});

test.each(["orders@sourdough.example", "sourdough.example", "SOURDOUGH.example"])(
  "identity %s covers the sender, its subdomain or label",
  async (identity) => {
    const { send } = await setUp(identity);
    const from = identity.includes("@") ? "orders+nl@sourdough.example" : "orders@mail.sourdough.example";
    await expect(send({ FromEmailAddress: from })).resolves.toHaveProperty("MessageId");
  },
);

test.each([
  ["a raw message", { Content: { Raw: { Data: new Uint8Array([1]) } } }, "BadRequestException", /Raw/],
  ["a template", { Content: { Template: { TemplateName: "t" } } }, "BadRequestException", /Template/],
  ["no recipient", { Destination: {} }, "BadRequestException", /domain/],
  [
    "51 recipients",
    { Destination: { ToAddresses: Array(51).fill("a@b.example") } },
    "BadRequestException",
    /50/,
  ],
  ["an unknown configuration set", { ConfigurationSetName: "nope" }, "NotFoundException", /<nope>/],
])("refuses %s", async (_what, change, name, message) => {
  const { send } = await setUp("sourdough.example");
  await expect(send(change)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test("asks for ses:SendEmail on the identity and the configuration set", async () => {
  const { emulator } = await setUp("sourdough.example");
  const input = {
    FromEmailAddress: "orders@sourdough.example",
    Destination: { ToAddresses: ["a@b.example"] },
    Content: { Simple: { Subject: { Data: "" }, Body: { Text: { Data: "" } } } },
    ConfigurationSetName: "orders",
  };
  expect(emulator.permissions?.("SendEmail", input)).toEqual([
    { action: "ses:SendEmail", resource: "arn:aws:ses:eu-west-1:000000000000:identity/sourdough.example" },
    { action: "ses:SendEmail", resource: "arn:aws:ses:eu-west-1:000000000000:configuration-set/orders" },
  ]);
});

test("tells the topics of a configuration set what becomes of a message, in the order in which it comes", async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  stops.push(stop);
  const published: { TopicArn: string; Message: string }[] = [];
  cloud.offer("mailbox", { email: () => {}, sms: () => {}, list: () => [] });
  cloud.add(
    standInFor("sns", ["Publish"], (_operation, input) => {
      published.push(input as (typeof published)[number]);
      return { MessageId: "m" };
    }),
  );
  const emulator = createSesEmulator(cloud);
  cloud.add(emulator);
  await provision(cloud, emulator, "aws:ses/configurationSet:ConfigurationSet", "Set", { name: "orders" });
  await provision(cloud, emulator, "aws:ses/domainIdentity:DomainIdentity", "Domain", {
    domain: "b.example",
  });
  for (const [topic, enabled] of [
    ["on", true],
    ["off", false],
  ] as const)
    await provision(cloud, emulator, DESTINATION, topic, {
      configurationSetName: "orders",
      eventDestinationName: topic,
      eventDestination: {
        enabled,
        matchingEventTypes: ["DELIVERY", "BOUNCE", "COMPLAINT"],
        snsDestination: { topicArn: `arn:aws:sns:eu-west-1:000000000000:${topic}` },
      },
    });
  await provision(cloud, emulator, "aws:ses/eventDestination:EventDestination", "Older", {
    configurationSetName: "orders",
    enabled: true,
    matchingTypes: ["complaint", "renderingFailure"],
    snsDestination: { topicArn: "arn:aws:sns:eu-west-1:000000000000:older" },
  });
  const client = new SESv2Client({
    endpoint: gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const simulated = ["complaint", "suppressionlist", "constructor"].map(
    (n) => `${n}@simulator.amazonses.com`,
  );
  const { MessageId } = await client.send(
    new SendEmailCommand({
      FromEmailAddress: "a@b.example",
      Destination: { ToAddresses: simulated },
      Content: { Simple: { Subject: { Data: "S" }, Body: { Text: { Data: "T" } } } },
      ConfigurationSetName: "orders",
    }),
  );
  await vi.waitFor(() => expect(published).toHaveLength(5), 60_000);
  const topics = published.map(({ TopicArn }) => TopicArn.split(":").at(-1));
  expect(topics).toEqual(["on", "on", "older", "on", "on"]);
  const [delivery, complaint, same, bounce, other] = published.map(({ Message }) => JSON.parse(Message));
  expect(delivery).toMatchObject({
    eventType: "Delivery",
    mail: { messageId: MessageId, source: "a@b.example", destination: simulated },
    delivery: { recipients: ["complaint@simulator.amazonses.com"] },
  });
  expect(complaint).toMatchObject({ eventType: "Complaint", complaint: { complaintFeedbackType: "abuse" } });
  expect(same).toEqual(complaint);
  expect(bounce).toMatchObject({
    eventType: "Bounce",
    bounce: { bounceType: "Permanent", bounceSubType: "Suppressed" },
  });
  expect(other).toMatchObject({ eventType: "Delivery" });
});
