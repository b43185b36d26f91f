import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  DeleteGroupCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DescribeConnectionCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  paginateListFunctions,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestClient } from "../src/testing/events-client.ts";

// What the bakery's routes and channels take for granted of AWS. `sst deploy` writes the outputs.
const stage = process.env.SOURDOUGH_STAGE;

interface StageOutputs {
  apiUrl: string;
  realtimeHttpUrl: string;
  realtimeWsUrl: string;
  userPoolId: string;
  userPoolClientId: string;
}

describe.skipIf(!stage)(`the answers of stage ${stage ?? "(none: set SOURDOUGH_STAGE)"}`, () => {
  let outputs: StageOutputs;
  let region: string;
  let identity: CognitoIdentityProviderClient;
  const undo: (() => Promise<unknown>)[] = [];

  beforeAll(() => {
    outputs = JSON.parse(readFileSync(".sst/outputs.json", "utf8")) as StageOutputs;
    region = outputs.userPoolId.split("_")[0]!;
    identity = new CognitoIdentityProviderClient({ region });
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  /** The ID token of somebody new. */
  const somebody = async (...groups: string[]) => {
    const Password = `Answers-${randomUUID()}`;
    const { userPoolId: UserPoolId, userPoolClientId: ClientId } = outputs;
    const user = { UserPoolId, Username: `answers-${randomUUID()}@example.com` };
    await identity.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS" }));
    undo.push(() => identity.send(new AdminDeleteUserCommand(user)));
    await identity.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
    for (const GroupName of groups)
      await identity.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
    const { AuthenticationResult } = await identity.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: user.Username, PASSWORD: Password },
      }),
    );
    return AuthenticationResult!.IdToken!;
  };

  const call = async (route: string, token: string, body?: object) => {
    const [method, path] = route.split(" ");
    const answer = await fetch(`${outputs.apiUrl}${path}`, {
      method: method!,
      headers: { authorization: token, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  describe("over HTTP", () => {
    const anOrder = "PUT /orders/ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";

    test("a body the model refuses is named in JSON that can be read", async () => {
      const answer = await call(anOrder, await somebody(), { storeId: "store-1" });
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_body" } });
      expect(answer.body.detail).toMatch(/lines/);
    });

    test("a path that no service owns is a problem, never the page", async () => {
      for (const method of ["GET", "PUT", "DELETE"])
        expect(await call(`${method} /nothing`, await somebody())).toMatchObject({
          status: 404,
          body: { code: "no_such_route" },
        });
    });

    test("what the payment provider did not sign is refused before anything is stored", async () => {
      const answer = await fetch(`${outputs.apiUrl}/webhooks/payments`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "stripe-signature": `t=${Math.floor(Date.now() / 1000)},v1=${"0".repeat(64)}`,
        },
        body: JSON.stringify({
          id: "evt_forged",
          type: "charge.refunded",
          data: { object: { object: "charge" } },
        }),
      });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
      expect(await answer.json()).toMatchObject({ code: "invalid_input" });
    });

    test("a customer is kept out of the office", async () => {
      const answer = await call("GET /office/disputes", await somebody());
      expect(answer).toMatchObject({ status: 403, body: { code: "payments.staff_only" } });
    });

    test("a customer is kept out of the kitchen", async () => {
      const answer = await call("GET /kitchen/store-1/orders?status=CONFIRMED", await somebody());
      expect(answer).toMatchObject({ status: 403, body: { code: "orders.staff_only" } });
    });

    test("staff who are in another group too get in, and read why a request makes no sense", async () => {
      const group = { UserPoolId: outputs.userPoolId, GroupName: `answers-${randomUUID()}` };
      await identity.send(new CreateGroupCommand(group));
      undo.push(() => identity.send(new DeleteGroupCommand(group)));
      const token = await somebody("staff", group.GroupName);
      expect(await call("GET /kitchen/store-1/orders?status=CONFIRMED", token)).toMatchObject({
        status: 200,
        body: { orders: expect.any(Array) },
      });
      // DynamoDB refuses a query without a condition, Step Functions an input that is not JSON.
      expect(await call("GET /kitchen/store-1/orders?status=EATEN", token)).toMatchObject({
        status: 400,
        body: { code: "orders.malformed_query" },
      });
      expect(await call("GET /orders?cursor=garbage", token)).toMatchObject({
        status: 400,
        body: { code: "orders.malformed_cursor" },
      });
      expect(await call("POST /orders/none/ready", token)).toMatchObject({
        status: 400,
        body: { code: "orders.malformed_id" },
      });
    });
  });

  describe("over AppSync Events", () => {
    /** EventBridge keeps the key of a connection in a secret of the account. */
    const publishingKey = async () => {
      const { SecretArn } = await new EventBridgeClient({ region }).send(
        new DescribeConnectionCommand({ Name: `sourdough-${stage}-realtime` }),
      );
      const { SecretString } = await new SecretsManagerClient({ region }).send(
        new GetSecretValueCommand({ SecretId: SecretArn! }),
      );
      return String((JSON.parse(SecretString!) as Record<string, unknown>).api_key_value);
    };
    const publish = (credentials: Record<string, string>, body: string) =>
      fetch(outputs.realtimeHttpUrl, {
        method: "POST",
        headers: { "content-type": "application/json", ...credentials },
        body,
      });

    test.each([
      ["no JSON", "{"],
      ["no events", '{"channel":"/orders/a","events":[]}'],
      ["an event that is no JSON", '{"channel":"/orders/a","events":["oops"]}'],
      ["a wildcard", '{"channel":"/orders/*","events":["1"]}'],
      ["an unknown namespace", '{"channel":"/nope","events":["1"]}'],
    ])("a publish of %s is a bad request", async (_what, body) => {
      const answer = await publish({ "x-api-key": await publishingKey() }, body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ errorType: "BadRequestException" }] });
    });

    test("a customer may not publish", async () => {
      const credentials = { authorization: await somebody() };
      const answer = await publish(credentials, '{"channel":"/orders/a","events":["1"]}');
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ errors: [{ errorType: "UnauthorizedException" }] });
    });

    test("/orders/x/* does not receive what is published on /orders/x", async () => {
      const token = await somebody();
      const channel = `/orders/${decodeJwt(token).sub}`;
      const authorization = { host: new URL(outputs.realtimeHttpUrl).host, Authorization: token };
      const client = await openTestClient(outputs.realtimeWsUrl, authorization);
      undo.push(async () => client.socket.close());
      client.send({ type: "subscribe", id: "all", channel: `${channel}/*`, authorization });
      await client.next({ type: "subscribe_success", id: "all" });
      const credentials = { "x-api-key": await publishingKey() };
      for (const to of [channel, `${channel}/ord-1`])
        await publish(credentials, JSON.stringify({ channel: to, events: [JSON.stringify(to)] }));
      expect(await client.next({ type: "data" })).toMatchObject({
        event: JSON.stringify(`${channel}/ord-1`),
      });
    });
  });

  test("stopping an execution that has ended changes nothing", async ({ skip }) => {
    const states = new SFNClient({ region });
    const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({ maxResults: 1000 }));
    const machine = stateMachines.find(({ name }) => name === `sourdough-${stage}-FulfilOrder`);
    if (!machine) return skip("FulfilOrder is a durable function here.");
    const { stateMachineArn } = machine;
    const { executions = [] } = await states.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: "SUCCEEDED", maxResults: 1 }),
    );
    expect(executions, "No order of this stage has been confirmed yet.").not.toEqual([]);
    const { executionArn } = executions[0]!;
    await states.send(new StopExecutionCommand({ executionArn }));
    expect(await states.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: "SUCCEEDED",
    });
  });

  describe("a durable execution that has ended", () => {
    const lambda = () => new LambdaClient({ region });
    /** The function of the stage and its newest execution, unless it has another form. */
    const ended = async () => {
      for await (const { Functions = [] } of paginateListFunctions({ client: lambda() }, {})) {
        const fn = Functions.find(({ FunctionName = "" }) =>
          FunctionName.startsWith(`sourdough-${stage}-FulfilOrder`),
        );
        if (!fn) continue;
        const { DurableExecutions = [] } = await lambda().send(
          new ListDurableExecutionsByFunctionCommand({
            FunctionName: fn.FunctionName,
            Statuses: ["SUCCEEDED"],
            MaxItems: 1,
          }),
        );
        expect(DurableExecutions, "No order of this stage has been confirmed yet.").not.toEqual([]);
        return { functionArn: fn.FunctionArn!, execution: DurableExecutions[0]! };
      }
      return undefined;
    };

    test("keeps its name from another payload, also when it is started asynchronously", async ({ skip }) => {
      const found = await ended();
      if (!found) return skip("FulfilOrder is a state machine here.");
      const { functionArn, execution } = found;

      await expect(
        lambda().send(
          new InvokeCommand({
            FunctionName: `${functionArn}:live`,
            InvocationType: "Event",
            DurableExecutionName: execution.DurableExecutionName,
            Payload: JSON.stringify({ another: "payload" }),
          }),
        ),
      ).rejects.toMatchObject({ name: "DurableExecutionAlreadyStartedException" });
    });

    test("says of its callbacks that they are closed", async ({ skip }) => {
      const found = await ended();
      if (!found) return skip("FulfilOrder is a state machine here.");
      const { DurableExecutionArn } = found.execution;
      const { Events = [] } = await lambda().send(
        new GetDurableExecutionHistoryCommand({ DurableExecutionArn, IncludeExecutionData: true }),
      );
      const started = Events.find(({ EventType }) => EventType === "CallbackStarted");
      const CallbackId = started?.CallbackStartedDetails?.CallbackId;

      await expect(
        lambda().send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "{}" })),
      ).rejects.toMatchObject({ name: "CallbackTimeoutException" });
    });
  });
});
