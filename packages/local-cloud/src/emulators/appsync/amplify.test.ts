import { Amplify } from "aws-amplify";
import { type EventsChannel, events } from "aws-amplify/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi } from "./api.fixture.ts";

const openSubscribeAndPublish = {
  publishAuthModes: [{ authType: "AMAZON_COGNITO_USER_POOLS" }, { authType: "API_KEY" }],
};
const ownChannelOnly = `import { util } from "@aws-appsync/utils";
export function onSubscribe(ctx) { if (ctx.info.channel.segments[1] !== ctx.identity.sub) util.unauthorized(); }`;

let api: Awaited<ReturnType<typeof startTestApi>>;
let token: string;

/** A JWT Amplify can read; who issued it only matters to the fake verifier. */
const readableToken = (sub: string) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ sub, exp: 2e9, iat: 1 })}.signature`;
};

beforeAll(async () => {
  api = await startTestApi({ orders: { ...openSubscribeAndPublish, codeHandlers: ownChannelOnly } });
  token = readableToken("ann");
  const tokens = api.cloud.use("tokens");
  const verify = tokens.verify;
  tokens.verify = (text, expected) => verify(text === token ? `${expected.userPoolId}:ann` : text, expected);
  const session = async () => {
    const jwt = { toString: () => token, payload: { sub: "ann" } };
    return { accessToken: jwt, idToken: jwt };
  };
  Amplify.configure(
    {
      API: {
        Events: {
          // Amplify turns http:// and https:// into wss://; only a scheme it does not recognize stays without TLS.
          endpoint: api.httpUrl.replace("http://", "HTTP://"),
          region: "eu-west-1",
          defaultAuthMode: "userPool",
          apiKey: api.key,
        },
      },
    },
    { Auth: { tokenProvider: { getTokens: session } } },
  );
});

afterAll(async () => {
  await events.closeAll();
  await api.stop();
});

const subscribe = (channel: EventsChannel) => {
  const received: unknown[] = [];
  const waiting = new Set<() => void>();
  let failed: unknown;
  const subscription = channel.subscribe({
    next: (data: { event: unknown }) => {
      received.push(data.event);
      for (const look of waiting) look();
    },
    error: (error: unknown) => {
      failed = error;
    },
  });
  const receive = (count: number) =>
    new Promise<unknown[]>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Received ${JSON.stringify(received)}`)), 4000);
      const look = () => {
        if (received.length < count) return;
        clearTimeout(timer);
        resolve(received);
      };
      waiting.add(look);
      look();
    });
  return { subscription, receive, failure: () => failed };
};

test("connects, subscribes, and receives what is posted over HTTP and published over the socket", async () => {
  const channel = await events.connect("/orders/ann/*");
  const { subscription, receive } = subscribe(channel);
  await subscription.ready;
  expect(
    await events.post("orders/ann/ord-1", [{ sequence: 1 }, "two"], { authMode: "apiKey" }),
  ).toBeUndefined();
  const publisher = await events.connect("/orders/ann/ord-1");
  await publisher.publish({ sequence: 3 });
  expect(await receive(3)).toEqual([{ sequence: 1 }, "two", { sequence: 3 }]);
});

test("reports a channel that is not the customer's", async () => {
  const channel = await events.connect("/orders/bob/*");
  const { subscription, failure } = subscribe(channel);
  await expect(subscription.ready).rejects.toThrow(/Unauthorized/);
  expect(failure()).toBeDefined();
});

test("a wrong key is refused over HTTP", async () => {
  const posted = events.post("orders/ann/ord-1", 1, { authMode: "apiKey", apiKey: "da2-wrong" });
  await expect(posted).rejects.toMatchObject({ name: "UnauthorizedException" });
});
