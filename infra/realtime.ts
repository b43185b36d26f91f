import { readFileSync } from "node:fs";
import { join } from "node:path";
import { alarm } from "./alarm.ts";
import { busKeys } from "./bus-keys.ts";
import { physicalName } from "./names.ts";
import { readRotated, rotated } from "./rotated.ts";
import { publishShared } from "./shared.ts";

/** The code of a namespace's handlers as it stands in its file, since AppSync runs JavaScript without a build. */
const codeHandlers = (namespace: string) =>
  readFileSync(join($cli.paths.root, "infra/channel-handlers", `${namespace}.js`), "utf8");

/**
 * AppSync Events: browsers subscribe with their Cognito token, the bus publishes with an API key through an API
 * destination. SST has no component for it: https://sst.dev/docs/component/aws/app-sync is GraphQL only.
 */
export const createRealtime = async (userPool: sst.aws.CognitoUserPool) => {
  const api = new aws.appsync.Api("Realtime", {
    name: physicalName("realtime"),
    eventConfig: {
      authProviders: [
        {
          authType: "AMAZON_COGNITO_USER_POOLS",
          cognitoConfig: { userPoolId: userPool.id, awsRegion: aws.getRegionOutput().region },
        },
        { authType: "API_KEY" },
      ],
      connectionAuthModes: [{ authType: "AMAZON_COGNITO_USER_POOLS" }],
      defaultSubscribeAuthModes: [{ authType: "AMAZON_COGNITO_USER_POOLS" }],
      defaultPublishAuthModes: [{ authType: "API_KEY" }],
    },
  });
  new aws.appsync.ChannelNamespace("OrdersChannel", {
    apiId: api.apiId,
    name: "orders",
    codeHandlers: codeHandlers("orders"),
  });
  new aws.appsync.ChannelNamespace("KitchenChannel", {
    apiId: api.apiId,
    name: "kitchen",
    codeHandlers: codeHandlers("kitchen"),
  });
  new aws.appsync.ChannelNamespace("OfficeChannel", {
    apiId: api.apiId,
    name: "office",
    codeHandlers: codeHandlers("office"),
  });
  // What is popular in a store is no secret: whoever is signed in may watch it.
  new aws.appsync.ChannelNamespace("ShopChannel", { apiId: api.apiId, name: "shop" });
  rotated("realtime-key");
  const key = (await readRotated("realtime-key")) ?? firstKey(api.apiId);
  const httpHost = api.dns.apply((dns) => dns.HTTP!);
  const connection = new aws.cloudwatch.EventConnection("RealtimeConnection", {
    name: physicalName("realtime"),
    authorizationType: "API_KEY",
    authParameters: { apiKey: { key: "x-api-key", value: key } },
  });
  const destination = new aws.cloudwatch.EventApiDestination("RealtimeDestination", {
    name: physicalName("realtime"),
    connectionArn: connection.arn,
    httpMethod: "POST",
    invocationEndpoint: $interpolate`https://${httpHost}/event`,
    invocationRateLimitPerSecond: 300,
  });
  alarm("realtime-errors", "Realtime", { dimensions: { EventAPIId: api.apiId } });
  publishShared("realtime-destination-arn", destination.arn);
  publishShared("realtime-http-host", httpHost);
  publishShared("realtime-api-id", api.apiId);
  return { api, httpHost };
};

// Until the first rotation. Then it is gone from AppSync, and with the next deployment from here.
const firstKey = (apiId: $util.Output<string>) =>
  new aws.appsync.ApiKey("RealtimeKey", { apiId, description: busKeys, expires: keyExpiry() }).key;

// AppSync keys live 365 days at most; a deploy in the next calendar year replaces it before it ends.
const keyExpiry = () => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear() + 1, now.getUTCMonth(), 1)).toISOString();
};
