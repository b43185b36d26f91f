import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createAppSyncEmulator } from "./emulator.ts";

interface NamespaceOptions {
  readonly codeHandlers?: string;
  readonly publishAuthModes?: readonly { authType: string }[];
  readonly subscribeAuthModes?: readonly { authType: string }[];
  readonly handlerConfigs?: object;
}

/** An Event API as the shop has it (customers subscribe, the bus publishes) behind a gateway; only for tests. */
export const startTestApi = async (namespaces: Record<string, NamespaceOptions> = { orders: {} }) => {
  const { cloud, gateway, stop } = await startTestGateway();
  cloud.offer("tokens", {
    verify: async (token, { userPoolId }) => {
      if (!token.startsWith(`${userPoolId}:`)) throw new Error("invalid token");
      const sub = token.slice(userPoolId.length + 1);
      return { sub, iss: "test", exp: 0, iat: 0, token_use: "access", username: sub, client_id: "web" };
    },
  });
  const emulator = createAppSyncEmulator(cloud);
  cloud.add(emulator);
  const api = await provision(cloud, emulator, "aws:appsync/api:Api", "Realtime", {
    eventConfig: {
      authProviders: [
        { authType: "API_KEY" },
        {
          authType: "AMAZON_COGNITO_USER_POOLS",
          cognitoConfig: { userPoolId: "pool-1", awsRegion: "eu-west-1", appIdClientRegex: "^web$" },
        },
      ],
      connectionAuthModes: [{ authType: "AMAZON_COGNITO_USER_POOLS" }, { authType: "API_KEY" }],
      defaultPublishAuthModes: [{ authType: "API_KEY" }],
      defaultSubscribeAuthModes: [{ authType: "AMAZON_COGNITO_USER_POOLS" }],
    },
  });
  const apiId = api.apiId!;
  for (const [name, options] of Object.entries(namespaces))
    await provision(cloud, emulator, "aws:appsync/channelNamespace:ChannelNamespace", name, {
      apiId,
      name,
      ...options,
    });
  const { key } = await provision(cloud, emulator, "aws:appsync/apiKey:ApiKey", "Key", {
    apiId,
  });
  const host = `${apiId}.appsync-api.eu-west-1.amazonaws.com`;
  const realtimeHost = `${apiId}.appsync-realtime-api.eu-west-1.amazonaws.com`;
  const httpUrl = `${gateway.endpoint}/_host/${host}/event`;
  const post = (body: unknown, headers: Record<string, string> = { "x-api-key": key! }) =>
    fetch(httpUrl, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return {
    cloud,
    emulator,
    api,
    host,
    key: key!,
    httpUrl,
    realtimeUrl: `${gateway.endpoint.replace("http", "ws")}/_host/${realtimeHost}/event/realtime`,
    keyAuth: { host, "x-api-key": key! },
    customer: (sub: string) => ({ host, Authorization: `pool-1:${sub}` }),
    post,
    stop: async () => {
      await emulator.stop?.();
      await stop();
    },
  };
};
