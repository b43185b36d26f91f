import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const handler = `
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
export const where = async () => ({ region: process.env.AWS_REGION });
export const call = async (_event: unknown, { invokedFunctionArn }: { invokedFunctionArn: string }) => {
  const client = new LambdaClient();
  const ask = (FunctionName?: string) =>
    client.send(new InvokeCommand({ FunctionName })).then(
      ({ Payload }) => JSON.parse(Payload!.transformToString()) as unknown,
      ({ name }: Error) => name,
    );
  return { own: invokedFunctionArn, far: await ask(process.env.FAR), limited: await ask(process.env.LIMITED) };
};`;

let cloud: LocalCloud;
beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  const root = appFolder(
    "regions",
    `const provider = new aws.Provider("West", { region: "us-west-2" });
     const far = new sst.aws.Function("Far", { handler: "src/a.where", url: true }, { provider });
     const limited = new sst.aws.Function("Limited", { handler: "src/a.where" });
     const limits = new aws.iam.Policy("Limits", {
       policy: aws.iam.getPolicyDocumentOutput({
         statements: [{ actions: ["lambda:InvokeFunction"], resources: ["arn:aws:lambda:us-west-2:*:function:*"] }],
       }).json,
     });
     const near = new sst.aws.Function("Near", {
       handler: "src/a.call",
       url: true,
       environment: { FAR: far.arn, LIMITED: limited.arn },
       permissions: [{ actions: ["lambda:InvokeFunction"], resources: ["*"] }],
       transform: { role: { permissionsBoundary: limits } },
     });
     const east = new sst.aws.Function("East", {
       handler: "src/a.where",
       transform: { function: { region: "us-east-1" } },
     });
     return { far: far.url, near: near.url, arn: far.arn, east: east.arn };`,
    { files: { "src/a.ts": handler } },
  );
  cloud = await startLocalCloud({ root, ports: { web: 0, aws: 0, console: 0 }, onWarning: () => {} });
});
afterAll(() => cloud?.stop());

test("a function in another region has that region, and is called across, within the boundary of its caller", async () => {
  expect(await (await fetch(String(cloud.outputs.far))).json()).toEqual({ region: "us-west-2" });
  expect(String(cloud.outputs.arn)).toContain(":us-west-2:");
  expect(String(cloud.outputs.east)).toContain(":us-east-1:");
  expect(await (await fetch(String(cloud.outputs.near))).json()).toEqual({
    own: expect.stringContaining(":eu-west-1:"),
    far: { region: "us-west-2" },
    limited: "AccessDeniedException",
  });
});
