import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { createApiKeyOperations, endOfKey, permissionsOf } from "./api-keys.ts";
import { createChannelIndex } from "./channel.ts";
import type { EventApi } from "./event-api.ts";
import { compileHandlers } from "./handlers.ts";
import { eventApiHosts } from "./hosts.ts";
import * as properties from "./resources.ts";

declare module "../../core/cloud.ts" {
  interface Shared {
    realtime: {
      /** Cuts every WebSocket without a closing handshake, as a lost network does; returns how many there were. */
      dropConnections(): number;
    };
  }
}

/** AppSync Events: HTTP publish and the WebSocket protocol. Its control plane is the config, and of the AWS API the keys. */
export const createAppSyncEmulator = (cloud: Cloud): Emulator => {
  const apis = new Map<string, EventApi>();
  const apiOf = (resource: Resource, id: string): EventApi => {
    const api = apis.get(id);
    if (!api)
      throw new Error(
        `${resource.type} "${resource.name}" belongs to Event API ${id}, which does not exist.`,
      );
    return api;
  };

  const addApi = (resource: Resource) => {
    const { eventConfig } = properties.api.parse(resource.inputs);
    const modes = (list: readonly { authType: properties.AuthType }[]) =>
      list.map(({ authType }) => authType);
    const provided = new Set(modes(eventConfig.authProviders));
    const { connectionAuthModes, defaultPublishAuthModes, defaultSubscribeAuthModes } = eventConfig;
    for (const mode of modes([
      ...connectionAuthModes,
      ...defaultPublishAuthModes,
      ...defaultSubscribeAuthModes,
    ]))
      if (!provided.has(mode))
        throw new Error(
          `Event API "${resource.name}" uses ${mode}, but none of its authProviders has that authType.`,
        );
    const api: EventApi = {
      id: resource.id,
      arn: properties.apiArn(resource.id, cloud),
      connectAuth: modes(connectionAuthModes),
      publishAuth: modes(defaultPublishAuthModes),
      subscribeAuth: modes(defaultSubscribeAuthModes),
      userPools: eventConfig.authProviders.flatMap(({ cognitoConfig: pool }) =>
        pool
          ? [
              {
                id: pool.userPoolId,
                clientIds: pool.appIdClientRegex ? new RegExp(pool.appIdClientRegex) : undefined,
              },
            ]
          : [],
      ),
      apiKeys: new Map(),
      namespaces: new Map(),
      subscribers: createChannelIndex(),
      sockets: new Set(),
    };
    apis.set(api.id, api);
    for (const host of eventApiHosts(cloud, api, properties.apiHosts(api.id, cloud))) cloud.serve(host);
  };

  const addNamespace = (resource: Resource) => {
    const { apiId, name, codeHandlers, publishAuthModes, subscribeAuthModes } =
      properties.channelNamespace.parse(resource.inputs);
    const api = apiOf(resource, apiId);
    const arn = `${api.arn}/channelNamespace/${name}`;
    api.namespaces.set(name, {
      name,
      arn,
      publishAuth: publishAuthModes?.map(({ authType }) => authType),
      subscribeAuth: subscribeAuthModes?.map(({ authType }) => authType),
      handlers:
        codeHandlers === undefined
          ? {}
          : compileHandlers(codeHandlers, name, {
              now: cloud.clock.now,
              log: (level, values) =>
                cloud.journal.record({
                  service: "appsync",
                  action: "Log",
                  resource: arn,
                  input: { level, values },
                }),
            }),
    });
  };

  const addKey = (resource: Resource) => {
    const { apiId, description, expires: given } = properties.apiKey.parse(resource.inputs);
    const expires = endOfKey(cloud.clock.now(), given === undefined ? undefined : Date.parse(given));
    if (Number.isNaN(expires))
      throw new Error(`"${given}" of API key "${resource.name}" is not an RFC 3339 time.`);
    apiOf(resource, apiId).apiKeys.set(String(resource.outputs.key), { description, expires });
  };

  const dropConnections = () => {
    const sockets = [...apis.values()].flatMap((api) => [...api.sockets]);
    for (const socket of sockets) socket.terminate();
    return sockets.length;
  };
  cloud.offer("realtime", { dropConnections });

  return {
    service: "appsync",
    operations: createApiKeyOperations((apiId) => apis.get(apiId), cloud.clock.now),
    permissions: (operation, input) => permissionsOf(cloud, operation, input),
    provision: {
      "aws:appsync/api:Api": addApi,
      "aws:appsync/channelNamespace:ChannelNamespace": addNamespace,
      "aws:appsync/apiKey:ApiKey": addKey,
    },
    stop() {
      dropConnections();
    },
  };
};
