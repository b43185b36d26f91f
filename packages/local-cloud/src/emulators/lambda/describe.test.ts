import {
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployment, deploy } from "./fixtures/deploy.ts";

const ARN = "arn:aws:lambda:eu-west-1:000000000000:function:echo";
let lambda: Deployment;

beforeAll(async () => {
  lambda = await deploy({ watch: false });
  await lambda.add("echo", { memorySize: 512, timeout: 7, reservedConcurrentExecutions: 3, publish: true });
});
afterAll(() => lambda.stop());

test("describes functions as they are configured", async () => {
  const { Functions } = await lambda.client.send(new ListFunctionsCommand());
  expect(Functions).toHaveLength(1);
  const { Configuration, Concurrency } = await lambda.client.send(
    new GetFunctionCommand({ FunctionName: ARN }),
  );
  expect(Concurrency?.ReservedConcurrentExecutions).toBe(3);
  expect(Configuration).toMatchObject({
    FunctionArn: ARN,
    MemorySize: 512,
    Timeout: 7,
    Runtime: "nodejs24.x",
  });
  const configuration = await lambda.client.send(
    new GetFunctionConfigurationCommand({ FunctionName: "echo" }),
  );
  expect(configuration.Role).toBe("arn:aws:iam::000000000000:role/test");
});

test("keeps resource policies per qualifier, for who asks and for permission checks", async () => {
  await expect(lambda.client.send(new GetPolicyCommand({ FunctionName: "echo" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  const permission = {
    action: "lambda:InvokeFunction",
    function: ARN,
    principal: "events.amazonaws.com",
    sourceArn: "arn:aws:events:eu-west-1:000000000000:rule/bus/rule",
  };
  await lambda.provision("aws:lambda/permission:Permission", "First", permission);
  await lambda.provision("aws:lambda/permission:Permission", "Second", { ...permission, qualifier: "1" });
  const { Policy } = await lambda.client.send(new GetPolicyCommand({ FunctionName: "echo" }));
  const document = JSON.parse(Policy!);
  expect(document.Statement).toEqual([
    {
      Sid: expect.stringMatching(/^First-/),
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: ARN,
      Condition: { ArnLike: { "AWS:SourceArn": permission.sourceArn } },
    },
  ]);
  const { policyOf } = lambda.cloud.resourcePolicies;
  expect(policyOf(ARN)).toEqual(document);
  expect(policyOf(`${ARN}:1`)).toMatchObject({ Statement: [{ Resource: `${ARN}:1` }] });
});

test("an unknown event source mapping is not found", async () => {
  await expect(lambda.client.send(new GetEventSourceMappingCommand({ UUID: "none" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("refuses what it does not implement, by name", async () => {
  await expect(lambda.add("image", { packageType: "Image" })).rejects.toThrow(
    /container images do not run locally/,
  );
  await expect(lambda.add("ruby", { runtime: "ruby3.4" })).rejects.toThrow(
    /only Node.js and Python functions run locally/,
  );
  await expect(lambda.add("layered", { layers: Array(6).fill("l") })).rejects.toThrow(
    /a function has 5 layers at most/,
  );
});
