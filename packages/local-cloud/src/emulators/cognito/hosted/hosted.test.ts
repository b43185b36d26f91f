import {
  AdminDisableUserCommand,
  CreateResourceServerCommand,
  CreateUserPoolDomainCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolDomainCommand,
  GetUserCommand,
  ListResourceServersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import * as oidc from "openid-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PASSWORD, startUserPools } from "../cognito.fixture.ts";
import { codeOf, stepAt } from "../totp.ts";
import { openBrowser, path } from "./pages.fixture.ts";

const pools = await startUserPools();
const { cloud, cognito, codeTo, make } = pools;
afterAll(pools.stop);

const CALLBACK = "http://localhost:3000/callback";
const GOODBYE = "http://localhost:3000/goodbye";
const DOMAIN = "sourdough-people";
const host = `${cloud.endpoint}/_host/${DOMAIN}.auth.eu-west-1.amazoncognito.com`;

const hostedClient = {
  allowedOauthFlowsUserPoolClient: true,
  allowedOauthFlows: ["code", "implicit"],
  allowedOauthScopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
  callbackUrls: [CALLBACK],
  logoutUrls: [GOODBYE],
};
let people: Awaited<ReturnType<typeof pools.pool>>;
let robot: { id: string; clientSecret: string };
beforeAll(async () => {
  people = await pools.pool(
    "People",
    {
      usernameAttributes: ["email"],
      autoVerifiedAttributes: ["email"],
      mfaConfiguration: "OPTIONAL",
      softwareTokenMfaConfiguration: { enabled: true },
      verificationMessageTemplate: { emailSubject: "Hello" },
    },
    hostedClient,
  );
  const userPoolId = people.UserPoolId;
  await make("userPoolDomain:UserPoolDomain", "PeopleDomain", { domain: DOMAIN, userPoolId });
  await make("resourceServer:ResourceServer", "Ovens", {
    userPoolId,
    identifier: "ovens",
    name: "Ovens",
    scopes: [{ scopeName: "heat", scopeDescription: "Heat them" }],
  });
  robot = (await make("userPoolClient:UserPoolClient", "Robot", {
    userPoolId,
    generateSecret: true,
    allowedOauthFlowsUserPoolClient: true,
    allowedOauthFlows: ["client_credentials"],
    allowedOauthScopes: ["ovens/heat"],
  })) as unknown as typeof robot;
});

const discover = (id = people.ClientId, secret?: string) =>
  oidc.discovery(
    new URL(`${cloud.endpoint}/${people.UserPoolId}/.well-known/openid-configuration`),
    id,
    undefined,
    secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret),
    { execute: [oidc.allowInsecureRequests] },
  );

let count = 0;
const somebody = async () => {
  const username = `ann${++count}@example.com`;
  await pools.user(people.UserPoolId, username, { email: username, email_verified: "true" });
  return username;
};
const authorizeUrl = (given: Record<string, string> = {}) =>
  `${host}/oauth2/authorize?${new URLSearchParams({
    response_type: "code",
    client_id: people.ClientId,
    redirect_uri: CALLBACK,
    scope: "openid email",
    state: "s",
    ...given,
  })}`;
const signIn = async (username: string, url = authorizeUrl()) => {
  const browser = openBrowser();
  await browser.open(url);
  expect(browser.title()).toBe("Sign in");
  await browser.submit({ username, password: PASSWORD });
  return browser;
};

test("an app gets tokens for a code and its proof key, renews them and ends the sign-in", async () => {
  const username = await somebody();
  const config = await discover();
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: "openid email aws.cognito.signin.user.admin",
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });
  const browser = await signIn(username, url.href);
  const back = new URL(browser.left()!);
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
  const tokens = await oidc.authorizationCodeGrant(config, back, checks);
  expect(tokens.claims()).toMatchObject({ email: username, email_verified: true, nonce });
  const { sub } = tokens.claims()!;
  expect(await oidc.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({
    sub,
    email: username,
    username: sub,
  });
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    scope: "openid email aws.cognito.signin.user.admin",
    version: 2,
  });
  const AccessToken = tokens.access_token;
  expect((await cognito.send(new GetUserCommand({ AccessToken }))).Username).toBe(sub);
  await expect(oidc.authorizationCodeGrant(config, back, checks)).rejects.toMatchObject({
    error: "invalid_grant",
  });

  const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token!);
  expect(renewed.claims()).toMatchObject({ sub });
  await oidc.tokenRevocation(config, tokens.refresh_token!);
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject({
    error: "invalid_grant",
    error_description: "Refresh Token has been revoked",
  });
  await expect(oidc.fetchUserInfo(config, tokens.access_token, sub)).rejects.toMatchObject({ status: 401 });
});

test("who signed in is not asked again, until they sign out", async () => {
  const browser = await signIn(await somebody());
  expect(browser.left()).toMatch(/callback\?code=.*&state=s$/);
  await browser.open(authorizeUrl());
  expect(browser.left()).toMatch(/callback\?code=/);
  await browser.open(authorizeUrl({ prompt: "login" }));
  expect(browser.title()).toBe("Sign in");
  await browser.open(`${host}/logout?client_id=${people.ClientId}&logout_uri=${GOODBYE}`);
  expect(browser.left()).toBe(GOODBYE);
  await browser.open(authorizeUrl({ prompt: "none" }));
  expect(browser.left()).toContain("error=login_required");
  await browser.open(authorizeUrl());
  expect(browser.title()).toBe("Sign in");
});

test("the implicit flow has the tokens in the fragment, and as much as its scopes show", async () => {
  const username = await somebody();
  const browser = await signIn(username, authorizeUrl({ response_type: "token", scope: "openid profile" }));
  const fragment = new URLSearchParams(new URL(browser.left()!).hash.slice(1));
  expect(Object.fromEntries(fragment)).toMatchObject({
    token_type: "Bearer",
    expires_in: "3600",
    state: "s",
  });
  const id = decodeJwt(fragment.get("id_token")!);
  expect(id).toMatchObject({ email: username, aud: people.ClientId, at_hash: expect.any(String) });
  const AccessToken = fragment.get("access_token")!;
  await expect(cognito.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
    message: "Access Token does not have required scopes",
  });
});

test("an app of its own gets a token for the scopes of a resource server", async () => {
  const config = await discover(robot.id, robot.clientSecret);
  const tokens = await oidc.clientCredentialsGrant(config, { scope: "ovens/heat" });
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    sub: robot.id,
    scope: "ovens/heat",
    token_use: "access",
  });
  expect(tokens).not.toHaveProperty("id_token");
  await expect(oidc.clientCredentialsGrant(config, { scope: "ovens/open" })).rejects.toMatchObject({
    error: "invalid_scope",
  });
  const forged = await discover(robot.id, "guess");
  await expect(oidc.clientCredentialsGrant(forged)).rejects.toMatchObject({ error: "invalid_client" });
  const other = await discover();
  await expect(oidc.clientCredentialsGrant(other)).rejects.toMatchObject({ error: "unauthorized_client" });
});

test("a new user signs up, confirms with the code, and signs in", async () => {
  const browser = openBrowser();
  await browser.open(authorizeUrl());
  await browser.follow("Create an account");
  const username = "nora@example.com";
  await browser.submit({ username, password: "short" });
  expect(browser.problem()).toContain("Password not long enough");
  await browser.submit({ username, password: PASSWORD });
  expect(browser.title()).toBe("Enter the code");
  await browser.submit({ code: "nothing" });
  expect(browser.problem()).toContain("Invalid verification code");
  await browser.submit({ code: codeTo(username) });
  expect(browser.title()).toBe("Sign in");
  await browser.submit({ username, password: PASSWORD });
  expect(browser.left()).toContain("code=");
});

test("who forgot the password chooses another with the code", async () => {
  const username = await somebody();
  const browser = openBrowser();
  await browser.open(authorizeUrl());
  await browser.follow("Forgot your password?");
  await browser.submit({ username });
  await browser.submit({ code: codeTo(username), password: "Baguette-2" });
  expect(browser.title()).toBe("Sign in");
  await browser.submit({ username, password: PASSWORD });
  expect(browser.problem()).toBe("Incorrect username or password.");
  await browser.submit({ username, password: "Baguette-2" });
  expect(browser.left()).toContain("code=");
});

test("a pool that demands it has an authenticator app set up on the page", async () => {
  const office = await pools.pool(
    "Office",
    { mfaConfiguration: "ON", softwareTokenMfaConfiguration: { enabled: true } },
    { ...hostedClient, generateSecret: true },
  );
  const { UserPoolId, ClientId } = office;
  await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: "auth.office.example" }));
  const { DomainDescription } = await cognito.send(
    new DescribeUserPoolDomainCommand({ Domain: "auth.office.example" }),
  );
  expect(DomainDescription).toMatchObject({ UserPoolId, Status: "ACTIVE" });
  await expect(cognito.send(new DeleteUserPoolCommand({ UserPoolId }))).rejects.toThrow("domain configured");
  await make("user:User", "Bea", { userPoolId: UserPoolId, username: "bea", temporaryPassword: PASSWORD });
  const query = `response_type=code&client_id=${ClientId}&redirect_uri=${CALLBACK}`;
  const login = `${cloud.endpoint}/_host/auth.office.example/login?${query}`;
  const browser = openBrowser();
  await browser.open(login);
  await browser.submit({ username: "bea", password: PASSWORD });
  expect(browser.title()).toBe("Choose a password");
  await browser.submit({ NEW_PASSWORD: "weak" });
  expect(browser.problem()).toContain("Password not long enough");
  await browser.submit({ NEW_PASSWORD: "Baguette-2" });
  expect(browser.title()).toBe("Set up an authenticator app");
  const secret = browser.secret();
  await browser.submit({ SETUP_CODE: "000000" });
  expect(browser.problem()).toBe("Code mismatch");
  expect(browser.secret()).toBe(secret);
  await browser.submit({ SETUP_CODE: codeOf(secret, stepAt(cloud.clock.now())) });
  expect(browser.left()).toContain("code=");

  cloud.clock.advance(30_000);
  await browser.open(`${login}&prompt=login`);
  await browser.submit({ username: "bea", password: "Baguette-2" });
  expect(browser.title()).toBe("Enter the code");
  await browser.submit({ SOFTWARE_TOKEN_MFA_CODE: codeOf(secret, stepAt(cloud.clock.now())) });
  expect(browser.left()).toContain("code=");
});

test.each([
  [{ client_id: "nobody" }, "has no app client nobody"],
  [{ redirect_uri: "https://evil.example/" }, "redirect_mismatch"],
])("a request that cannot be trusted is refused on a page: %o", async (given, problem) => {
  const browser = openBrowser();
  await browser.open(authorizeUrl(given as Record<string, string>));
  expect(browser.status()).toBe(400);
  expect(browser.problem()).toContain(problem);
});

test.each([
  [{ response_type: "id_token" }, "unsupported_response_type"],
  [{ scope: "openid ovens/heat" }, "invalid_scope"],
  [{ code_challenge: "x", code_challenge_method: "plain" }, "invalid_request"],
])("other refusals go back to the app: %o", async (given, error) => {
  const browser = openBrowser();
  await browser.open(authorizeUrl(given as Record<string, string>));
  const { searchParams } = new URL(browser.left()!);
  expect([searchParams.get("error"), searchParams.get("state")]).toEqual([error, "s"]);
});

test("a code is for its app, its address and its proof key, for five minutes", async () => {
  const username = await somebody();
  const codeFor = async (given: Record<string, string> = {}) => {
    const browser = await signIn(username, authorizeUrl(given));
    return new URL(browser.left()!).searchParams.get("code")!;
  };
  const exchange = async (form: Record<string, string>) => {
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      client_id: people.ClientId,
      redirect_uri: CALLBACK,
      ...form,
    });
    const answer = await fetch(`${host}/oauth2/token`, { method: "POST", body });
    return [answer.status, ((await answer.json()) as { error?: string }).error];
  };
  const challenge = { code_challenge: "a".repeat(43), code_challenge_method: "S256" };
  const refused = [400, "invalid_grant"];
  expect(await exchange({ code: await codeFor(challenge), code_verifier: "b".repeat(43) })).toEqual(refused);
  expect(await exchange({ code: await codeFor(challenge) })).toEqual(refused);
  expect(await exchange({ code: await codeFor(), redirect_uri: GOODBYE })).toEqual(refused);
  const late = await codeFor();
  cloud.clock.advance(5 * 60_000);
  expect(await exchange({ code: late })).toEqual(refused);
  const disabled = await codeFor();
  await cognito.send(new AdminDisableUserCommand({ UserPoolId: people.UserPoolId, Username: username }));
  expect(await exchange({ code: disabled })).toEqual(refused);
  expect(await exchange({ code: "x", grant_type: "password" })).toEqual([400, "unsupported_grant_type"]);
  expect(await exchange({ code: "" })).toEqual([400, "invalid_request"]);
  expect(await exchange({ client_id: "nobody" })).toEqual([400, "invalid_client"]);
});

test("a form counts only with the cookie of its page", async () => {
  const username = await somebody();
  const login = path(authorizeUrl(), "/login");
  const body = new URLSearchParams({ username, password: PASSWORD, _csrf: "guess" });
  const answer = await fetch(login, { method: "POST", body, redirect: "manual" });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("not of this page");
});

test.each([
  { challenge: "PASSWORD_VERIFIER", session: "x", USERNAME: "x", parameters: "{}" },
  { challenge: "SMS_MFA", session: "x", USERNAME: "x", parameters: "[" },
  { challenge: "SELECT_MFA_TYPE", session: "x", USERNAME: "x", parameters: '{"MFAS_CAN_CHOOSE":"["}' },
])("whoever changes a form begins again: %o", async (form) => {
  const browser = openBrowser();
  await browser.open(authorizeUrl());
  await browser.submit({ username: "", password: "", ...form });
  expect([browser.status(), browser.title()]).toEqual([200, "Sign in"]);
});

test("what a page shows is text, whatever somebody put into the address", async () => {
  const answer = await fetch(path(authorizeUrl({ login_hint: '"><script>alert(1)</script>' }), "/login"));
  const html = await answer.text();
  expect(html).not.toContain("<script>");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("resource servers are made and listed through the API", async () => {
  const { UserPoolId } = people;
  const Scopes = [{ ScopeName: "read", ScopeDescription: "Read them" }];
  await cognito.send(
    new CreateResourceServerCommand({ UserPoolId, Identifier: "menus", Name: "Menus", Scopes }),
  );
  const { ResourceServers } = await cognito.send(
    new ListResourceServersCommand({ UserPoolId, MaxResults: 50 }),
  );
  expect(ResourceServers).toContainEqual({ UserPoolId, Identifier: "menus", Name: "Menus", Scopes });
});
