import { readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

const handlers = `
import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
const { sender } = JSON.parse(process.env.SST_RESOURCE_Mail ?? "{}");
const { arn } = JSON.parse(process.env.SST_RESOURCE_Baking ?? "{}");
export const order = async () => {
  await new SFNClient().send(new StartExecutionCommand({ stateMachineArn: arn, input: '{"loaf":"rye"}' }));
  return { statusCode: 202 };
};
export const tell = async ({ loaf }: { loaf: string }) => {
  await new SESv2Client().send(new SendEmailCommand({
    FromEmailAddress: "orders@" + sender,
    Destination: { ToAddresses: ["ann@example.com", "bounce@simulator.amazonses.com"] },
    EmailTags: [{ Name: "loaf", Value: loaf }],
    Content: { Simple: { Subject: { Data: "Baked" }, Body: { Text: { Data: "Your " + loaf + " is ready." } } } },
  }));
};
export const told = async ({ Records }: { Records: { Sns: { Message: string } }[] }) => {
  for (const { Sns } of Records) {
    const { eventType, mail } = JSON.parse(Sns.Message);
    console.log("told", eventType, mail.tags.loaf[0], mail.commonHeaders.subject);
  }
};
export const bounced = async ({ detail }: { detail: { bounce: { bouncedRecipients: { emailAddress: string }[] } } }) =>
  console.log("bounced", detail.bounce.bouncedRecipients[0]?.emailAddress);`;

let cloud: LocalCloud;
let root: string;
beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  root = appFolder(
    "components",
    `const fate = new sst.aws.SnsTopic("Fate");
     fate.subscribe("Told", "src/a.told");
     const bus = aws.cloudwatch.getEventBusOutput({ name: "default" });
     const mail = new sst.aws.Email("Mail", {
       sender: "bakery.example",
       events: [
         { name: "topic", types: ["send", "delivery", "bounce", "complaint", "open"], topic: fate.arn },
         { name: "bus", types: ["bounce"], bus: bus.arn },
       ],
     });
     const bounced = new sst.aws.Function("Bounced", { handler: "src/a.bounced" });
     const rule = new aws.cloudwatch.EventRule("Bounces", {
       eventPattern: JSON.stringify({ source: ["aws.ses"], "detail-type": ["Email Bounced"] }),
     });
     new aws.cloudwatch.EventTarget("ToBounced", { rule: rule.name, arn: bounced.arn });
     new aws.lambda.Permission("BouncesMay", {
       action: "lambda:InvokeFunction", function: bounced.name, principal: "events.amazonaws.com", sourceArn: rule.arn,
     });
     const tell = new sst.aws.Function("Tell", { handler: "src/a.tell", link: [mail] });
     const baking = new sst.aws.StepFunctions("Baking", {
       definition: sst.aws.StepFunctions.lambdaInvoke({
         name: "Tell", function: tell, payload: { loaf: "{% $states.input.loaf %}" },
       }),
     });
     const order = new sst.aws.Function("Order", { handler: "src/a.order", link: [baking], url: true });
     return { order: order.url };`,
    { files: { "src/a.ts": handlers } },
  );
  await rm(join(root, ".local"), { recursive: true, force: true });
  cloud = await startLocalCloud({ root, ports: { web: 0, aws: 0, console: 0 }, onWarning: () => {} });
});
afterAll(() => cloud?.stop());

test("a workflow of SST's component calls a function, whose mail from the app's own domain is in the mailbox", async () => {
  expect((await fetch(String(cloud.outputs.order))).status).toBe(202);
  const mailbox = join(root, ".local/mailbox");
  await vi.waitFor(() => {
    const mails = readdirSync(mailbox).map((file) => readFileSync(join(mailbox, file), "utf8"));
    expect(mails.join("\n")).toContain("Your rye is ready.");
  }, 120_000);
});

test("event destinations of SES tell a topic and the default bus what became of the mail", async () => {
  const lines = () =>
    cloud.journal
      .hops(({ action }) => action === "Log")
      .map((hop) => JSON.stringify(cloud.journal.payloads(hop).output))
      .join("\n");
  for (const line of [
    "told Send rye Baked",
    "told Delivery rye Baked",
    "told Bounce rye Baked",
    "bounced bounce@simulator.amazonses.com",
  ])
    await vi.waitFor(() => expect(lines()).toContain(line), 120_000);
  expect(lines()).not.toContain("told Complaint");
});
