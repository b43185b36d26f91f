/// <reference path="./.sst/platform/config.d.ts" />

/** What SST's components for APIs make, in every kind of route and authorizer. */
export default $config({
  app: () => ({
    name: "apis-app",
    home: "aws",
    providers: { aws: { version: "7.20.0", region: "eu-west-1" } },
  }),
  async run() {
    const users = new sst.aws.CognitoUserPool("Users");
    const client = users.addClient("Web", {
      transform: { client: { explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] } },
    });
    const backend = new sst.aws.Function("Backend", { handler: "src/http.echo", url: true });
    const inbox = new sst.aws.Queue("Inbox");

    const api = new sst.aws.ApiGatewayV2("Api", {
      cors: { allowOrigins: ["https://shop.example"] },
      accessLog: { retention: "1 week" },
    });
    const jwt = api.addAuthorizer({
      name: "Jwt",
      jwt: {
        issuer: $interpolate`https://cognito-idp.eu-west-1.amazonaws.com/${users.id}`,
        audiences: [client.id],
      },
    });
    const own = api.addAuthorizer({
      name: "Own",
      lambda: { function: "src/http.authorizer", ttl: "1 minute" },
    });
    api.route("GET /notes/{id}", { handler: "src/http.echo" });
    api.route("GET /me", "src/http.echo", { auth: { jwt: { authorizer: jwt.id } } });
    api.route("GET /own", "src/http.echo", { auth: { lambda: own.id } });
    api.route("GET /signed", "src/http.echo", { auth: { iam: true } });
    api.routeUrl("ANY /proxied/{proxy+}", $interpolate`${backend.url}below/{proxy}`);
    api.route("$default", "src/http.fallback");

    const sender = new aws.iam.Role("Sender", {
      assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "apigateway.amazonaws.com" }),
      inlinePolicies: [
        {
          policy: aws.iam.getPolicyDocumentOutput({
            statements: [{ actions: ["sqs:SendMessage"], resources: [inbox.arn] }],
          }).json,
        },
      ],
    });
    const toInbox = new aws.apigatewayv2.Integration("ToInbox", {
      apiId: api.nodes.api.id,
      integrationType: "AWS_PROXY",
      integrationSubtype: "SQS-SendMessage",
      payloadFormatVersion: "1.0",
      credentialsArn: sender.arn,
      requestParameters: { QueueUrl: inbox.url, MessageBody: "$request.body.text" },
    });
    new aws.apigatewayv2.Route("PostInbox", {
      apiId: api.nodes.api.id,
      routeKey: "POST /inbox",
      target: $interpolate`integrations/${toInbox.id}`,
    });

    const named = new sst.aws.ApiGatewayV2("Named", {
      domain: {
        name: "api.shop.example",
        path: "v1",
        dns: false,
        cert: "arn:aws:acm:eu-west-1:000000000000:certificate/one",
      },
    });
    named.route("GET /a", "src/http.echo");

    const rest = new sst.aws.ApiGatewayV1("Rest");
    const tokens = rest.addAuthorizer({ name: "Tokens", tokenFunction: "src/http.tokens" });
    rest.route("GET /kept", "src/http.rest", { auth: { custom: tokens.id } });
    rest.deploy();

    const namedRest = new sst.aws.ApiGatewayV1("NamedRest", {
      domain: {
        name: "rest.shop.example",
        path: "v1",
        dns: false,
        cert: "arn:aws:acm:us-east-1:000000000000:certificate/one",
      },
    });
    namedRest.route("GET /kept", "src/http.rest");
    namedRest.deploy();

    const chat = new sst.aws.ApiGatewayWebSocket("Chat");
    const guests = chat.addAuthorizer("Guests", {
      lambda: { function: "src/chat.authorizer", identitySources: ["route.request.querystring.name"] },
    });
    chat.route("$connect", "src/chat.connect", { auth: { lambda: guests.id } });
    chat.route("$disconnect", "src/chat.disconnect");
    chat.route("$default", { handler: "src/chat.other", link: [chat] });
    chat.route("echo", { handler: "src/chat.echo", link: [chat] });

    return {
      rest: rest.url,
      namedRest: namedRest.url,
      chat: chat.url,
      api: api.url,
      named: named.url,
      inbox: inbox.url,
      client: client.id,
      users: users.id,
      logGroup: api.nodes.logGroup.name,
    };
  },
});
