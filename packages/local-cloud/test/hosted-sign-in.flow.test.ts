import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as oidc from "openid-client";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../web/test/browser.ts";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

const PASSWORD = "Sourdough-1";
const app = createServer((_, response) => response.end("the app"));
let appUrl: string;
let cloud: LocalCloud;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  const root = appFolder(
    "hosted-sign-in",
    `const users = new sst.aws.CognitoUserPool("Users", {
       usernames: ["email"],
       domain: { prefix: "bakers" },
     });
     const client = users.addClient("Web", {
       callbackUrls: ["${appUrl}/callback"],
       transform: { client: { logoutUrls: ["${appUrl}/goodbye"] } },
     });
     return { users: users.id, client: client.id, domain: users.domainUrl };`,
  );
  [cloud, browser] = await Promise.all([
    startLocalCloud({
      root,
      ports: { web: 0, aws: 0, console: 0 },
      watch: false,
      onWarning: () => {},
    }),
    launchBrowser(),
  ]);
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
  app.close();
});

const codeTo = (address: string): string => {
  const mail = cloud.cloud
    .use("mailbox")
    .list()
    .findLast(({ to }) => [to].flat().includes(address));
  return /\d{6}/.exec(mail?.kind === "email" ? (mail.html ?? "") : "")![0];
};

test("somebody signs up on the pages of the pool's domain, and the app gets tokens for the code", async () => {
  const { awsEndpoint, users, client, domain } = cloud.outputs;
  expect(domain).toBe(`${awsEndpoint}/_host/bakers.auth.eu-west-1.amazoncognito.com`);
  const config = await oidc.discovery(
    new URL(`${awsEndpoint}/${users}/.well-known/openid-configuration`),
    String(client),
    undefined,
    oidc.None(),
    { execute: [oidc.allowInsecureRequests] },
  );
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const expectedState = oidc.randomState();
  const redirect_uri = `${appUrl}/callback`;
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: "openid email",
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
  });

  await page.goto(url.href);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("E-mail address").fill("ann@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Code").fill("nothing");
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect.poll(() => page.getByRole("alert").textContent()).toContain("Invalid verification code");
  await page.getByLabel("Code").fill(codeTo("ann@example.com"));
  await page.keyboard.press("Enter");
  await page.getByText("Your account is confirmed").waitFor();
  await page.getByLabel("E-mail address").fill("ann@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${redirect_uri}?**`);
  const checks = { pkceCodeVerifier, expectedState };
  const tokens = await oidc.authorizationCodeGrant(config, new URL(page.url()), checks);
  expect(tokens.claims()).toMatchObject({ email: "ann@example.com", email_verified: true });

  await page.goto(url.href);
  expect(page.url()).toContain(`${redirect_uri}?code=`);
  const goodbye = oidc.buildEndSessionUrl(config, {
    client_id: String(client),
    logout_uri: `${appUrl}/goodbye`,
  });
  await page.goto(goodbye.href);
  expect(page.url()).toBe(`${appUrl}/goodbye`);
  await page.goto(url.href);
  expect(await page.title()).toBe("Sign in");
});

test("every control of the page has a name, and the first is ready for typing", async () => {
  const focused = page.locator(":focus");
  expect(await focused.getAttribute("autocomplete")).toBe("username");
  expect(await page.locator("main").ariaSnapshot()).toMatch(
    /heading "Sign in"[\s\S]*textbox "E-mail address"[\s\S]*textbox "Password"[\s\S]*button "Sign in"/,
  );
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
});
