import { accountId, region } from "./account.ts";
import { alarm } from "./alarm.ts";
import { behindFirewall } from "./firewall.ts";
import { type Grant, serviceRole } from "./role.ts";
import { publishShared, shared } from "./shared.ts";

export interface DirectRoute {
  /** `PUT /orders/{orderId}` */
  route: string;
  /** Only for signed-in customers; templates then see `$context.authorizer.claims`. */
  signedIn: boolean;
  /** Body contract: JSON Schema draft 4, checked before anything else happens. */
  body?: { name: string; schema: object };
  /** Required query or path parameters, e.g. `method.request.querystring.cursor: false`. */
  parameters?: Record<string, boolean>;
  /** `dynamodb:action/GetItem`, `sqs:path/<account>/<queue>`: the tail of the integration's ARN. */
  action: $util.Input<string>;
  /** Headers of the request to the service, e.g. the form content type that SQS wants. */
  headers?: Record<string, string>;
  /** VTL that builds the service's request from a JSON body (or from none). */
  request: $util.Input<string>;
  /** VTL per answer. `when` is a regular expression on the service's status code; the one without is the default. */
  responses: { status: string; when?: string; template: string }[];
}

/** A route that needs a function, such as one that checks a signature over the raw body. It is not for customers. */
export interface FunctionRoute {
  route: string;
  functionArn: $util.Input<string>;
}

/**
 * A REST API whose routes go straight to AWS services: no function to start before the customer has an answer.
 * `grants` is what all its routes together may do, and `functions` are those that cannot do without.
 */
export const directApi = (
  name: string,
  options: {
    key: `${string}-api-url`;
    grants: Grant[];
    routes: DirectRoute[];
    functions?: FunctionRoute[];
  },
) => {
  const changes: $util.Input<unknown>[] = [];
  const api = new sst.aws.ApiGatewayV1(name, {
    cors: false,
    endpoint: { type: "regional" },
    transform: {
      stage: (args) => {
        args.xrayTracingEnabled = true;
      },
      // SST redeploys when a method or integration changes; models, validators and responses count as well.
      deployment: (args, opts) => {
        args.triggers = $util.all([changes]).apply(([all]) => ({ definition: JSON.stringify(all) }));
        opts.dependsOn = dependencies;
      },
    },
  });
  const dependencies: $util.Resource[] = [];
  const restApi = api.nodes.api.id;
  const role = serviceRole(`${name}Integration`, "apigateway.amazonaws.com", options.grants);
  const authorizer = options.routes.some((route) => route.signedIn)
    ? api.addAuthorizer({ name: "customers", userPools: [shared("user-pool-arn")] })
    : undefined;
  const validator = new aws.apigateway.RequestValidator(`${name}Validator`, {
    restApi,
    name: "body-and-parameters",
    validateRequestBody: true,
    validateRequestParameters: true,
  });
  dependencies.push(validator, ...gatewayResponses(name, restApi));

  options.routes.forEach((definition) => {
    const { route, body } = definition;
    const id = `${name}${route.replace(/[^A-Za-z0-9]/g, "")}`;
    const model =
      body &&
      new aws.apigateway.Model(`${id}Body`, {
        restApi,
        name: body.name,
        contentType: "application/json",
        schema: JSON.stringify(body.schema),
      });
    const { nodes } = api.routeIntegration(
      route,
      {
        type: "aws",
        uri: $interpolate`arn:aws:apigateway:${region()}:${definition.action}`,
        integrationHttpMethod: "POST",
        credentials: role.arn,
        passthroughBehavior: "never",
        requestParameters: Object.fromEntries(
          Object.entries(definition.headers ?? {}).map(([header, value]) => [
            `integration.request.header.${header}`,
            `'${value}'`,
          ]),
        ),
        requestTemplates: { "application/json": definition.request },
      },
      {
        auth: authorizer && definition.signedIn ? { cognito: { authorizer: authorizer.id } } : undefined,
        transform: {
          method: (args) => {
            args.requestValidatorId = validator.id;
            if (model) args.requestModels = { "application/json": model.name };
            if (definition.parameters) args.requestParameters = definition.parameters;
          },
        },
      },
    );
    const method = {
      restApi,
      resourceId: nodes.integration.resourceId,
      httpMethod: nodes.integration.httpMethod,
    };
    for (const status of new Set(definition.responses.map((response) => response.status)))
      dependencies.push(
        new aws.apigateway.MethodResponse(`${id}Method${status}`, { ...method, statusCode: status }),
      );
    for (const { status, when, template } of definition.responses)
      dependencies.push(
        new aws.apigateway.IntegrationResponse(
          `${id}Answer${status}`,
          {
            ...method,
            statusCode: status,
            selectionPattern: when,
            responseTemplates: { "application/json": template },
          },
          { dependsOn: [nodes.integration, ...dependencies] },
        ),
      );
    changes.push(definition.action, definition.request, JSON.stringify([route, body, definition.responses]));
  });

  for (const { route, functionArn } of options.functions ?? []) {
    api.route(
      route,
      $output(functionArn).apply((arn) => arn as `arn:aws:lambda:${string}`),
    );
    changes.push(route, functionArn);
  }

  api.deploy();
  new aws.apigateway.MethodSettings(`${name}Throttling`, {
    restApi,
    stageName: api.nodes.stage!.stageName,
    methodPath: "*/*",
    settings: { throttlingRateLimit: 500, throttlingBurstLimit: 1000, metricsEnabled: true },
  });
  const dimensions = { ApiName: api.nodes.api.name, Stage: api.nodes.stage!.stageName };
  alarm("api-errors", name, { dimensions });
  alarm("api-latency", name, { dimensions });
  behindFirewall(name, api.nodes.stage!);
  publishShared(options.key, api.url);
  return api;
};

/** The tail of an integration ARN that sends to `queue` with the SQS query protocol. */
export const sendTo = (queue: sst.aws.Queue) =>
  $interpolate`sqs:path/${accountId()}/${queue.nodes.queue.name}`;

/** The tail of an integration ARN that invokes a function, which takes the request and makes no whole HTTP answer. */
export const invoke = (functionArn: $util.Output<string>) =>
  $interpolate`lambda:path/2015-03-31/functions/${functionArn}/invocations`;

/** `when` of a function's answer that is an error: the pattern is held to its message, which may have several lines. */
export const failedFunction = "(\\n|.)+";

// Bodies in the shape of RFC 9457, with what API Gateway knows about the fault.
const gatewayResponses = (name: string, restApi: $util.Input<string>) =>
  [
    {
      type: "BAD_REQUEST_BODY",
      status: 400,
      code: "invalid_body",
      detail: '"$context.error.validationErrorString"',
    },
    {
      type: "BAD_REQUEST_PARAMETERS",
      status: 400,
      code: "invalid_parameters",
      detail: '"$context.error.validationErrorString"',
    },
    {
      type: "UNSUPPORTED_MEDIA_TYPE",
      status: 415,
      code: "unsupported_media_type",
      detail: '"Send the body as application/json."',
    },
    { type: "REQUEST_TOO_LARGE", status: 413, code: "too_large", detail: '"A body may have 10 MB."' },
    {
      type: "UNAUTHORIZED",
      status: 401,
      code: "unauthorized",
      detail: '"Send the ID token of a signed-in customer as Authorization."',
    },
    {
      type: "EXPIRED_TOKEN",
      status: 401,
      code: "token_expired",
      detail: '"The token has expired: sign in again or refresh it."',
    },
    {
      type: "MISSING_AUTHENTICATION_TOKEN",
      status: 404,
      code: "no_such_route",
      detail: '"There is no such route."',
    },
    {
      type: "WAF_FILTERED",
      status: 403,
      code: "refused",
      detail: '"The firewall takes this request for an attack."',
    },
    {
      type: "THROTTLED",
      status: 429,
      code: "throttled",
      detail: '"Too many requests: try again in a second."',
    },
  ].map(
    ({ type, status, code, detail }) =>
      new aws.apigateway.Response(`${name}${type.replace(/_/g, "")}`, {
        restApiId: restApi,
        responseType: type,
        statusCode: String(status),
        responseTemplates: {
          "application/json": `{"type":"about:blank","title":$context.error.messageString,"status":${status},"code":"${code}","detail":${detail}}`,
        },
        responseParameters: { "gatewayresponse.header.Content-Type": "'application/problem+json'" },
      }),
  );
