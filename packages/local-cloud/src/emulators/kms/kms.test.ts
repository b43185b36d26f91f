import { expect, test } from "vitest";
import type { Principal } from "../../core/cloud.ts";
import { createIam } from "../../iam/index.ts";
import { createTestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createKmsEmulator } from "./emulator.ts";

const account = "000000000000";
const queue = `arn:aws:sqs:eu-west-1:${account}:orders`;
const table = `arn:aws:dynamodb:eu-west-1:${account}:table/orders`;
const baker: Principal = { kind: "role", arn: `arn:aws:iam::${account}:role/baker` };
const rule: Principal = {
  kind: "service",
  service: "events.amazonaws.com",
  sourceArn: "arn:aws:events:a:b:rule/c",
};
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], Resource = "*") => ({ Effect: "Allow", Action, Resource });
const toRoot = { ...allow("kms:*"), Principal: { AWS: `arn:aws:iam::${account}:root` } };

/** A queue and a table with a key, and a role with `grants`. */
const start = async ({ grants, keyPolicy }: { grants: object[]; keyPolicy?: string }) => {
  const cloud = createTestCloud();
  const iam = createIam(cloud);
  const kms = createKmsEmulator(cloud);
  const { arn = "", keyId } = await provision(cloud, kms, "aws:kms/key:Key", "DataKey", {
    policy: keyPolicy,
  });
  await provision(cloud, kms, "aws:kms/alias:Alias", "Alias", { name: "alias/data", targetKeyId: keyId });
  await provision(cloud, iam, "aws:iam/rolePolicy:RolePolicy", "Grants", {
    role: "baker",
    policy: document(...grants),
  });
  const resource = (type: string, inputs: object, of: string) => ({ type, inputs, outputs: { arn: of } });
  (cloud.graph.resources as unknown[]).push(
    resource("aws:sqs/queue:Queue", { kmsMasterKeyId: "alias/data" }, queue),
    resource("aws:dynamodb/table:Table", { serverSideEncryption: { enabled: true, kmsKeyArn: arn } }, table),
  );
  await kms.start?.();
  cloud.resourcePolicies.attach(
    queue,
    document({ ...allow("sqs:SendMessage"), Principal: { Service: "events.amazonaws.com" } }),
  );
  const missing = (principal: Principal, action: string, resource: string) =>
    iam.missing(principal, [{ action, resource }])?.action;
  return { cloud, missing, key: arn };
};

test("a role that may not use the key of a queue or table may use neither", async () => {
  const { missing } = await start({ grants: [allow(["sqs:*", "dynamodb:*"])] });

  expect(missing(baker, "sqs:ReceiveMessage", queue)).toBe("kms:Decrypt");
  expect(missing(baker, "sqs:SendMessage", queue)).toBe("kms:GenerateDataKey");
  expect(missing(baker, "dynamodb:Query", `${table}/index/kitchen`)).toBe("kms:Decrypt");
  expect(missing(baker, "dynamodb:GetRecords", `${table}/stream/1`)).toBe("kms:Decrypt");
  // What touches no message needs no key.
  expect(missing(baker, "sqs:GetQueueAttributes", queue)).toBeUndefined();
  expect(missing(baker, "dynamodb:DescribeTable", table)).toBeUndefined();
});

test("policies of roles count where the key's own policy leaves it to them", async () => {
  const grants = [allow(["sqs:*", "kms:Decrypt"])];
  const left = await start({ grants });
  const kept = await start({
    grants,
    keyPolicy: document({ ...allow("kms:*"), Principal: { Service: "logs.amazonaws.com" } }),
  });

  expect(left.missing(baker, "sqs:ReceiveMessage", queue)).toBeUndefined();
  expect(kept.missing(baker, "sqs:ReceiveMessage", queue)).toBe("kms:Decrypt");
});

test("a key for whoever comes through a service is for nobody who comes through another", async () => {
  const through = (service: string) =>
    document(toRoot, {
      ...allow(["kms:Decrypt", "kms:GenerateDataKey"]),
      Principal: { AWS: "*" },
      Condition: {
        StringEquals: {
          "kms:ViaService": `${service}.eu-west-1.amazonaws.com`,
          "kms:CallerAccount": account,
        },
      },
    });
  const grants = [allow("sqs:*")];

  expect(
    (await start({ grants, keyPolicy: through("sqs") })).missing(baker, "sqs:SendMessage", queue),
  ).toBeUndefined();
  expect((await start({ grants, keyPolicy: through("sns") })).missing(baker, "sqs:SendMessage", queue)).toBe(
    "kms:GenerateDataKey",
  );
});

test("a service has to be named by the key, too", async () => {
  const named = document(toRoot, { ...allow("kms:*"), Principal: { Service: "events.amazonaws.com" } });

  const forTheAccount = document(toRoot, {
    ...allow("kms:*"),
    Principal: { AWS: "*" },
    Condition: { StringEquals: { "kms:CallerAccount": account } },
  });

  for (const keyPolicy of [undefined, forTheAccount])
    expect((await start({ grants: [], keyPolicy })).missing(rule, "sqs:SendMessage", queue)).toBe(
      "kms:GenerateDataKey",
    );
  expect(
    (await start({ grants: [], keyPolicy: named })).missing(rule, "sqs:SendMessage", queue),
  ).toBeUndefined();
});

test("a resource with a key that nothing declares stops the start", async () => {
  const cloud = createTestCloud();
  const kms = createKmsEmulator(cloud);
  (cloud.graph.resources as unknown[]).push({
    type: "aws:sqs/queue:Queue",
    inputs: { kmsMasterKeyId: "alias/lost" },
    outputs: { arn: queue },
  });

  await expect(async () => kms.start?.()).rejects.toThrow(
    `${queue} is encrypted with alias/lost, and nothing declares`,
  );
});
