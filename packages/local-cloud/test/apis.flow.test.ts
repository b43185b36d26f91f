import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AdminConfirmSignUpCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalCloud } from "../src/boot/local-cloud.ts";
import { bootApp } from "./boot-app.ts";

const warnings: string[] = [];
let cloud: LocalCloud;
let api: string;

beforeAll(async () => {
  cloud = await bootApp("apis-app", { onWarning: (message) => warnings.push(message) });
  api = String(cloud.outputs.api);
});
afterAll(() => cloud?.stop());

const client = () => ({
  endpoint: String(cloud.outputs.awsEndpoint),
  region: "eu-west-1",
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
});

test("a route of SST's component calls its function in format 2.0", async () => {
  const answer = await fetch(`${api}/notes/7?a=1&a=2`, {
    headers: { origin: "https://shop.example", cookie: "x=1" },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  expect(await answer.json()).toMatchObject({
    version: "2.0",
    routeKey: "GET /notes/{id}",
    rawPath: "/notes/7",
    rawQueryString: "a=1&a=2",
    cookies: ["x=1"],
    pathParameters: { id: "7" },
    requestContext: { stage: "$default", http: { method: "GET" } },
  });
});

test("pages that the API does not name are not let in", async () => {
  expect((await fetch(`${api}/notes/7`, { headers: { origin: "https://evil.example" } })).status).toBe(403);
});

test("$default takes the rest", async () => {
  const answer = await fetch(`${api}/anything/else`, { method: "PUT" });
  expect([answer.status, await answer.text(), answer.headers.getSetCookie()]).toEqual([
    418,
    "nobody else",
    ["a=1"],
  ]);
});

test("tokens of the app's user pool open a route with a JWT authorizer", async () => {
  const cognito = new CognitoIdentityProviderClient(client());
  const ClientId = String(cloud.outputs.client);
  await cognito.send(new SignUpCommand({ ClientId, Username: "ann", Password: "Sourdough-1" }));
  const UserPoolId = String(cloud.outputs.users);
  await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: "ann" }));
  const { AuthenticationResult: tokens } = await cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ann", PASSWORD: "Sourdough-1" },
    }),
  );
  cognito.destroy();
  const me = (token: string) => fetch(`${api}/me`, { headers: { authorization: `Bearer ${token}` } });
  for (const token of [tokens!.IdToken!, tokens!.AccessToken!]) {
    const answer = await me(token);
    expect(await answer.json()).toMatchObject({
      requestContext: { authorizer: { jwt: { claims: { sub: expect.any(String) }, scopes: null } } },
    });
  }
  const refused = await me(`${tokens!.IdToken!.slice(0, -4)}AAAA`);
  expect([refused.status, await refused.json()]).toEqual([401, { message: "Unauthorized" }]);
});

test("a function of the app's own decides about a route, and its answer is kept", async () => {
  const own = (token: string) => fetch(`${api}/own`, { headers: { authorization: token } });
  expect((await own("knock knock")).status).toBe(403);
  for (let times = 0; times < 2; times++)
    expect(await (await own("open sesame")).json()).toMatchObject({
      requestContext: { authorizer: { lambda: { told: "open sesame" } } },
    });
  const asked = cloud.journal.hops(
    ({ action, source }) => action === "Run" && /authorizers\//.test(source ?? ""),
  );
  expect(asked).toHaveLength(2);
});

test("a function of the app's own decides about a method of a REST API", async () => {
  const kept = (token: string) => fetch(`${cloud.outputs.rest}kept`, { headers: { authorization: token } });
  const refused = await kept("knock knock");
  expect([refused.status, await refused.json()]).toEqual([401, { message: "Unauthorized" }]);
  expect(await (await kept("open sesame")).json()).toMatchObject({
    requestContext: { authorizer: { principalId: "ali", caves: "40" } },
  });
});

test("a route with IAM authorization wants a signature", async () => {
  expect((await fetch(`${api}/signed`)).status).toBe(403);
  const authorization =
    "AWS4-HMAC-SHA256 Credential=any/20261130/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=0";
  expect((await fetch(`${api}/signed`, { headers: { authorization } })).status).toBe(200);
});

test("a route to a URL passes the request on", async () => {
  const answer = await fetch(`${api}/proxied/a/b?c=d`, { method: "POST", body: "{}" });
  expect(await answer.json()).toMatchObject({ rawPath: "/below/a/b", rawQueryString: "c=d" });
});

test("a route sends to a queue without a function", async () => {
  const answer = await fetch(`${api}/inbox`, { method: "POST", body: JSON.stringify({ text: "hello" }) });
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("<MessageId>")]);
  const sqs = new SQSClient(client());
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: String(cloud.outputs.inbox), WaitTimeSeconds: 10 }),
  );
  sqs.destroy();
  expect(Messages.map(({ Body }) => Body)).toEqual(["hello"]);
});

test("a domain of the config leads to its API on this machine", async () => {
  expect(cloud.outputs.named).toBe(`${cloud.outputs.awsEndpoint}/_host/api.shop.example/v1/`);
  const answer = await fetch(`${cloud.outputs.named}a`);
  expect(await answer.json()).toMatchObject({
    rawPath: "/a",
    requestContext: { domainName: "api.shop.example" },
  });
});

test("a domain of the config leads to its REST API, whose function sees the path as it was called", async () => {
  expect(cloud.outputs.namedRest).toBe(`${cloud.outputs.awsEndpoint}/_host/rest.shop.example/v1/`);
  const answer = await fetch(`${cloud.outputs.namedRest}kept`);
  expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ path: "/v1/kept" })]);
});

test("requests are on the map, on the bill and in the access log", async () => {
  const [hop] = cloud.journal.hops(
    ({ service, resource }) => service === "execute-api" && /notes/.test(resource),
  );
  const { nodes, edges } = (await (await fetch(`${cloud.outputs.consoleUrl}/api/map`)).json()) as {
    nodes: { id: string; name: string }[];
    edges: { from: string; to: string }[];
  };
  const route = nodes.find(({ name }) => name === "GET /notes/{id}");
  expect(edges.filter(({ from }) => from === route?.id)).toHaveLength(1);
  expect(hop).toBeDefined();

  const logs = new CloudWatchLogsClient(client());
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: String(cloud.outputs.logGroup) }),
  );
  logs.destroy();
  expect(events.some(({ message }) => message?.includes('"path":"\\"/notes/7\\""'))).toBe(true);
});

const enter = async (name: string) => {
  const socket = new WebSocket(`${cloud.outputs.chat}?name=${name}`);
  const messages: unknown[] = [];
  socket.onmessage = ({ data }) => messages.push(data);
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  return { socket, messages, isOpen };
};

test("a WebSocket API of SST's component: functions answer through its connections", async () => {
  const { socket, messages, isOpen } = await enter("ann");
  expect(isOpen).toBe(true);
  socket.send(JSON.stringify({ action: "echo" }));
  await expect.poll(() => messages).toEqual(['ann: {"action":"echo"}']);
  socket.send("hello");
  await expect.poll(() => messages.at(-1)).toBe("what?");
  socket.close();
  await cloud.journal.waitFor(
    ({ action, output }) => action === "Log" && JSON.stringify(output ?? "").includes("ann left"),
    { timeoutMs: 60_000 },
  );
  // A message and what it made a function send are one story.
  const posted = cloud.journal.hops(({ action }) => action === "PostToConnection");
  expect(posted.map(({ traceId }) => cloud.journal.firstOf(traceId)?.action)).toEqual(["Message", "Message"]);
});

test("who is not let in has no connection", async () => {
  expect((await enter("mallory")).isOpen).toBe(false);
});

test("nothing was warned of but what was refused", () => {
  expect(warnings).toEqual([]);
});
