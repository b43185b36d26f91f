import { readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

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
    Destination: { ToAddresses: ["ann@example.com"] },
    Content: { Simple: { Subject: { Data: "Baked" }, Body: { Text: { Data: "Your " + loaf + " is ready." } } } },
  }));
};`;

let cloud: LocalCloud;
let root: string;
beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  root = appFolder(
    "components",
    `const mail = new sst.aws.Email("Mail", { sender: "bakery.example" });
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
