import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  ListFunctionUrlConfigsCommand,
  UpdateFunctionUrlConfigCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployment, deploy } from "../fixtures/deploy.ts";

let lambda: Deployment;
beforeAll(async () => {
  lambda = await deploy({ watch: false });
  for (const name of ["web", "other"]) await lambda.add(name, { handler: "handlers.web", publish: true });
  await lambda.provision("aws:lambda/alias:Alias", "Live", {
    name: "live",
    functionName: "web",
    functionVersion: "1",
  });
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

const FunctionName = "web";
const web = "arn:aws:lambda:eu-west-1:000000000000:function:web";

test("makes, changes, lists and deletes the URLs of a function and of its alias", async () => {
  const { client, cloud } = lambda;
  const made = await client.send(
    new CreateFunctionUrlConfigCommand({
      FunctionName,
      AuthType: "NONE",
      Cors: { AllowOrigins: ["https://shop.example"], MaxAge: 60 },
    }),
  );
  expect(made).toMatchObject({
    FunctionArn: web,
    AuthType: "NONE",
    InvokeMode: "BUFFERED",
    Cors: { AllowOrigins: ["https://shop.example"], MaxAge: 60 },
  });
  expect((await fetch(`${made.FunctionUrl}plain`)).status).toBe(200);

  const Qualifier = "live";
  await client.send(new CreateFunctionUrlConfigCommand({ FunctionName, Qualifier, AuthType: "AWS_IAM" }));
  const ofAlias = await client.send(new GetFunctionUrlConfigCommand({ FunctionName, Qualifier }));
  expect(ofAlias).toMatchObject({ FunctionArn: `${web}:live`, AuthType: "AWS_IAM" });
  expect((await fetch(`${ofAlias.FunctionUrl}plain`)).status).toBe(403);

  cloud.clock.advance(1000);
  const changed = await client.send(
    new UpdateFunctionUrlConfigCommand({
      FunctionName,
      Qualifier,
      AuthType: "NONE",
      InvokeMode: "RESPONSE_STREAM",
    }),
  );
  expect(changed).toMatchObject({ AuthType: "NONE", InvokeMode: "RESPONSE_STREAM" });
  expect(Date.parse(changed.LastModifiedTime!)).toBeGreaterThan(Date.parse(changed.CreationTime!));
  expect((await fetch(`${ofAlias.FunctionUrl}plain`)).status).toBe(200);

  const first = await client.send(new ListFunctionUrlConfigsCommand({ FunctionName, MaxItems: 1 }));
  const rest = await client.send(
    new ListFunctionUrlConfigsCommand({ FunctionName, Marker: first.NextMarker! }),
  );
  const arns = [first, rest].flatMap(({ FunctionUrlConfigs }) =>
    FunctionUrlConfigs!.map(({ FunctionArn }) => FunctionArn),
  );
  expect(arns).toEqual([web, `${web}:live`]);

  await client.send(new DeleteFunctionUrlConfigCommand({ FunctionName, Qualifier }));
  expect((await fetch(`${ofAlias.FunctionUrl}plain`)).status).toBe(404);
  await expect(
    client.send(new GetFunctionUrlConfigCommand({ FunctionName, Qualifier })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("says what is wrong", async () => {
  const { client } = lambda;
  const create = { FunctionName: "other", AuthType: "NONE" } as const;
  await client.send(new CreateFunctionUrlConfigCommand(create));
  await expect(client.send(new CreateFunctionUrlConfigCommand(create))).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: expect.stringContaining("FunctionUrlConfig exists for this Lambda function"),
  });
  const refused = [
    [{ ...create, Qualifier: "1" }, "the URL of a qualifier is that of an alias"],
    [{ ...create, AuthType: "COGNITO" as never }, "[NONE, AWS_IAM]"],
    [{ ...create, Cors: { MaxAge: 100_000 } }, "less than or equal to 86400"],
    [{ ...create, FunctionName: "nobody" }, "Function not found"],
  ] as const;
  for (const [input, message] of refused)
    await expect(client.send(new CreateFunctionUrlConfigCommand(input))).rejects.toThrow(message);
});

test("a permission for calls through the URL alone says so in the policy", async () => {
  const { client } = lambda;
  await client.send(
    new AddPermissionCommand({
      FunctionName: "other",
      StatementId: "url",
      Action: "lambda:InvokeFunction",
      Principal: "*",
      InvokedViaFunctionUrl: true,
    }),
  );
  const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: "other" }));
  expect(JSON.parse(Policy!).Statement[0].Condition).toEqual({
    Bool: { "lambda:InvokedViaFunctionUrl": "true" },
  });
});
