import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { createClient } from "@openauthjs/openauth/client";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../web/test/browser.ts";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

const config = `
  const auth = new sst.aws.Auth("Bakers", { issuer: "issuer.handler" });
  const whoami = new sst.aws.Function("Whoami", { handler: "whoami.handler", link: [auth], url: true });
  const logGroup = auth.nodes.issuer.nodes.logGroup.apply((group) => group.name);
  return { issuer: auth.url, whoami: whoami.url, logGroup };`;
const files = {
  "subjects.ts": `
    import { createSubjects } from "@openauthjs/openauth/subject";
    import { z } from "zod";
    export const subjects = createSubjects({ baker: z.object({ email: z.string() }) });`,
  "issuer.ts": `
    import { issuer } from "@openauthjs/openauth";
    import { CodeProvider } from "@openauthjs/openauth/provider/code";
    import { CodeUI } from "@openauthjs/openauth/ui/code";
    import { handle } from "hono/aws-lambda";
    import { subjects } from "./subjects";
    const sendCode = async ({ email }, code) => console.log("The code for", email, "is", code);
    export const handler = handle(issuer({
      subjects,
      providers: { code: CodeProvider(CodeUI({ sendCode })) },
      success: (answer, { claims }) => answer.subject("baker", { email: claims.email }),
    }));`,
  "whoami.ts": `
    import { createClient } from "@openauthjs/openauth/client";
    import { Resource } from "sst";
    import { subjects } from "./subjects";
    export const handler = async ({ headers }) => {
      const client = createClient({ clientID: "web", issuer: Resource.Bakers.url });
      const verified = await client.verify(subjects, headers.authorization.replace("Bearer ", ""));
      return verified.err ? { statusCode: 401 } : verified.subject.properties;
    };`,
};

const app = createServer((_, response) => response.end("the app"));
let appUrl: string;
let cloud: LocalCloud;
let issuer: string;
let browser: Browser;

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  [cloud, browser] = await Promise.all([
    startLocalCloud({
      root: appFolder("auth", config, { files }),
      ports: { web: 0, aws: 0, console: 0 },
      watch: false,
      allowOrigins: [appUrl],
    }),
    launchBrowser(),
  ]);
  issuer = String(cloud.outputs.issuer);
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
  app.close();
});

const codeFor = async (email: string): Promise<string | undefined> => {
  const logs = new CloudWatchLogsClient({
    endpoint: cloud.outputs.awsEndpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: String(cloud.outputs.logGroup) }),
  );
  const said = events.findLast(({ message }) => message?.includes(`The code for ${email} is`));
  return / is (\d{6})/.exec(said?.message ?? "")?.[1];
};

test("somebody signs in on the pages of sst.aws.Auth, and a function knows who it is", async () => {
  const client = createClient({ clientID: "web", issuer });
  const { challenge, url } = await client.authorize(`${appUrl}/callback`, "code", { pkce: true });
  const page = await browser.newPage();
  await page.goto(url);
  await page.locator("input[name=email]").fill("ann@example.com");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.locator("input[name=code]").waitFor();
  await expect.poll(() => codeFor("ann@example.com")).toBeDefined();
  await page.locator("input[name=code]").fill((await codeFor("ann@example.com"))!);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`${appUrl}/callback?**`);

  const code = new URL(page.url()).searchParams.get("code")!;
  const exchanged = await client.exchange(code, `${appUrl}/callback`, challenge.verifier);
  if (exchanged.err) throw exchanged.err;
  const whoami = (token: string) =>
    fetch(String(cloud.outputs.whoami), { headers: { authorization: `Bearer ${token}` } });
  expect(await (await whoami(exchanged.tokens.access)).json()).toEqual({ email: "ann@example.com" });
  expect((await whoami("somebody")).status).toBe(401);
});

test("the issuer is an origin of its own, which programs and the app's pages may ask", async () => {
  expect(new URL(issuer).pathname).toBe("/");
  const described = (headers: Record<string, string> = {}) =>
    fetch(`${issuer}/.well-known/oauth-authorization-server`, { headers });
  expect(await (await described()).json()).toMatchObject({ issuer, token_endpoint: `${issuer}/token` });
  const toApp = await described({ origin: appUrl });
  expect(toApp.headers.get("access-control-allow-origin")).toBe("*");
  expect((await described({ origin: "https://strangers.example" })).status).toBe(403);
  expect(cloud.sites).toEqual({ Bakers: issuer });
});
