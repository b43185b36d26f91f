import type { IncomingHttpHeaders } from "node:http";
import type { Wire } from "../../core/wire.ts";
import { durableRest, durableWire } from "./durable/wire.ts";

const EVENT_INVOKE_CONFIG = "/2019-09-25/functions/{FunctionName}/event-invoke-config";
const LAYERS = "/2018-10-31/layers";
const URL_CONFIG = "/2021-10-31/functions/{FunctionName}/url";

const readInvocation = (headers: IncomingHttpHeaders, body: Buffer) => {
  const context = headers["x-amz-client-context"];
  return {
    InvocationType: headers["x-amz-invocation-type"] ?? "RequestResponse",
    LogType: headers["x-amz-log-type"],
    ClientContext: context === undefined ? undefined : String(context),
    Payload: body.toString(),
  };
};

export const wire: Wire = {
  rest: {
    Invoke: "POST /2015-03-31/functions/{FunctionName}/invocations",
    InvokeWithResponseStream: "POST /2021-11-15/functions/{FunctionName}/response-streaming-invocations",
    ListFunctions: "GET /2015-03-31/functions",
    CreateFunction: "POST /2015-03-31/functions",
    DeleteFunction: "DELETE /2015-03-31/functions/{FunctionName}",
    UpdateFunctionConfiguration: "PUT /2015-03-31/functions/{FunctionName}/configuration",
    AddPermission: "POST /2015-03-31/functions/{FunctionName}/policy",
    RemovePermission: "DELETE /2015-03-31/functions/{FunctionName}/policy/{StatementId}",
    GetFunction: "GET /2015-03-31/functions/{FunctionName}",
    GetFunctionConfiguration: "GET /2015-03-31/functions/{FunctionName}/configuration",
    UpdateFunctionCode: "PUT /2015-03-31/functions/{FunctionName}/code",
    PublishVersion: "POST /2015-03-31/functions/{FunctionName}/versions",
    ListVersionsByFunction: "GET /2015-03-31/functions/{FunctionName}/versions",
    CreateAlias: "POST /2015-03-31/functions/{FunctionName}/aliases",
    ListAliases: "GET /2015-03-31/functions/{FunctionName}/aliases",
    GetAlias: "GET /2015-03-31/functions/{FunctionName}/aliases/{Name}",
    UpdateAlias: "PUT /2015-03-31/functions/{FunctionName}/aliases/{Name}",
    DeleteAlias: "DELETE /2015-03-31/functions/{FunctionName}/aliases/{Name}",
    ListFunctionEventInvokeConfigs: `GET ${EVENT_INVOKE_CONFIG}/list`,
    PutProvisionedConcurrencyConfig: "PUT /2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    GetProvisionedConcurrencyConfig: "GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    DeleteProvisionedConcurrencyConfig: "DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    GetFunctionRecursionConfig: "GET /2024-08-31/functions/{FunctionName}/recursion-config",
    PutFunctionRecursionConfig: "PUT /2024-08-31/functions/{FunctionName}/recursion-config",
    CreateFunctionUrlConfig: `POST ${URL_CONFIG}`,
    GetFunctionUrlConfig: `GET ${URL_CONFIG}`,
    UpdateFunctionUrlConfig: `PUT ${URL_CONFIG}`,
    DeleteFunctionUrlConfig: `DELETE ${URL_CONFIG}`,
    ListFunctionUrlConfigs: `GET ${URL_CONFIG}s`,
    PutFunctionConcurrency: "PUT /2017-10-31/functions/{FunctionName}/concurrency",
    GetFunctionConcurrency: "GET /2019-09-30/functions/{FunctionName}/concurrency",
    DeleteFunctionConcurrency: "DELETE /2017-10-31/functions/{FunctionName}/concurrency",
    PutFunctionEventInvokeConfig: `PUT ${EVENT_INVOKE_CONFIG}`,
    UpdateFunctionEventInvokeConfig: `POST ${EVENT_INVOKE_CONFIG}`,
    GetFunctionEventInvokeConfig: `GET ${EVENT_INVOKE_CONFIG}`,
    DeleteFunctionEventInvokeConfig: `DELETE ${EVENT_INVOKE_CONFIG}`,
    PublishLayerVersion: `POST ${LAYERS}/{LayerName}/versions`,
    GetLayerVersion: `GET ${LAYERS}/{LayerName}/versions/{VersionNumber}`,
    DeleteLayerVersion: `DELETE ${LAYERS}/{LayerName}/versions/{VersionNumber}`,
    ListLayerVersions: `GET ${LAYERS}/{LayerName}/versions`,
    ListLayers: `GET ${LAYERS}`,
    GetPolicy: "GET /2015-03-31/functions/{FunctionName}/policy",
    ListEventSourceMappings: "GET /2015-03-31/event-source-mappings",
    GetEventSourceMapping: "GET /2015-03-31/event-source-mappings/{UUID}",
    CreateEventSourceMapping: "POST /2015-03-31/event-source-mappings",
    UpdateEventSourceMapping: "PUT /2015-03-31/event-source-mappings/{UUID}",
    DeleteEventSourceMapping: "DELETE /2015-03-31/event-source-mappings/{UUID}",
    ...durableRest,
  },
  statuses: {
    CreateFunction: 201,
    DeleteFunction: 204,
    AddPermission: 201,
    RemovePermission: 204,
    PublishVersion: 201,
    CreateAlias: 201,
    DeleteFunctionConcurrency: 204,
    DeleteFunctionEventInvokeConfig: 204,
    PublishLayerVersion: 201,
    DeleteLayerVersion: 204,
    CreateFunctionUrlConfig: 201,
    DeleteFunctionUrlConfig: 204,
    DeleteAlias: 204,
    PutProvisionedConcurrencyConfig: 202,
    DeleteProvisionedConcurrencyConfig: 204,
    CreateEventSourceMapping: 202,
    UpdateEventSourceMapping: 202,
    DeleteEventSourceMapping: 202,
  },
  events: { InvokeWithResponseStream: "EventStream" },
  raw: {
    ...durableWire,
    InvokeWithResponseStream: {
      read: readInvocation,
      write: ({ StatusCode, ExecutedVersion }) => ({
        status: Number(StatusCode),
        headers: { "x-amz-executed-version": String(ExecutedVersion ?? "$LATEST") },
        body: undefined,
      }),
    },
    Invoke: {
      read: (headers, body) => ({
        ...readInvocation(headers, body),
        DurableExecutionName: headers["x-amz-durable-execution-name"],
      }),
      write: ({ StatusCode, FunctionError, LogResult, ExecutedVersion, DurableExecutionArn, Payload }) => ({
        status: Number(StatusCode ?? 200),
        headers: {
          ...(FunctionError ? { "x-amz-function-error": String(FunctionError) } : {}),
          ...(LogResult ? { "x-amz-log-result": String(LogResult) } : {}),
          ...(DurableExecutionArn ? { "x-amz-durable-execution-arn": String(DurableExecutionArn) } : {}),
          "x-amz-executed-version": String(ExecutedVersion ?? "$LATEST"),
          "content-type": "application/json",
        },
        body: Payload,
      }),
    },
  },
};
