import type { IncomingHttpHeaders } from "node:http";
import type { Wire } from "../../core/wire.ts";

export const controlWire: Wire = {
  rest: {
    DescribeEndpoint: "GET /endpoint",
    DescribeAuthorizer: "GET /authorizer/{authorizerName}",
    ListAuthorizers: "GET /authorizers",
    GetTopicRule: "GET /rules/{ruleName}",
    ListTopicRules: "GET /rules",
  },
};

/** Members of Publish that stand in headers. */
const readPublish = (headers: IncomingHttpHeaders, payload: Buffer) => {
  const userProperties = headers["x-amz-mqtt5-user-properties"];
  return {
    payload,
    payloadFormatIndicator: headers["x-amz-mqtt5-payload-format-indicator"],
    correlationData: headers["x-amz-mqtt5-correlation-data"],
    userProperties:
      userProperties === undefined ? undefined : Buffer.from(String(userProperties), "base64").toString(),
  };
};

export const dataWire: Wire = {
  // The name that older clients sign with.
  aliases: ["iotdevicegateway"],
  rest: {
    Publish: "POST /topics/{topic}",
    GetRetainedMessage: "GET /retainedMessage/{topic}",
    ListRetainedMessages: "GET /retainedMessage",
    DeleteConnection: "DELETE /connections/{clientId}",
  },
  raw: {
    Publish: {
      read: readPublish,
      write: () => ({ status: 200, headers: { "content-type": "application/json" }, body: "{}" }),
    },
  },
};
