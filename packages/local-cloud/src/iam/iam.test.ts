import { expect, test } from "vitest";
import { defaultPolicy } from "../emulators/sns/topic-attributes.ts";
import { createTestCloud } from "../testing/fake-cloud.ts";
import { accessDenied, createIam } from "./index.ts";

const queue = "arn:aws:sqs:eu-west-1:000000000000:orders";
const send = [{ action: "sqs:SendMessage", resource: queue }];
const role = { kind: "role", arn: "arn:aws:iam::000000000000:role/baker" } as const;
const rule = {
  kind: "service",
  service: "events.amazonaws.com",
  sourceArn: "arn:aws:events:rule/placed",
} as const;
const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const statement = (Principal: unknown, more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action: "sqs:SendMessage",
  Resource: queue,
  ...more,
});

const setUp = (identity?: object) => {
  const cloud = createTestCloud();
  const iam = createIam(cloud);
  const grant = (document: object) =>
    iam.provision?.["aws:iam/rolePolicy:RolePolicy"]?.({
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "p",
      urn: "p",
      id: "p",
      inputs: { role: "baker", policy: JSON.stringify(document) },
      outputs: {},
    });
  if (identity) void grant(identity);
  return { iam, policies: cloud.resourcePolicies, grant };
};

test("a role may what its policies say, and nothing else", () => {
  const { iam } = setUp(policy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue }));
  expect(iam.missing(role, send)).toBeUndefined();
  const other = { action: "sqs:DeleteMessage", resource: queue };
  expect(iam.missing(role, [...send, other])).toEqual(other);
  expect(iam.missing({ kind: "root" }, [other])).toBeUndefined();
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
test.each([
  ["names it", { AWS: role.arn }, true],
  ["names everybody", "*", true],
  ["names another role", { AWS: "arn:aws:iam::000000000000:role/other" }, false],
  ["leaves it to the account's own policies", { AWS: "arn:aws:iam::000000000000:root" }, false],
])("a role without a policy may when the policy of the queue %s: %s", (_, principal, may) => {
  const { iam, policies } = setUp();
  policies.attach(queue, policy(statement(principal)));
  expect(iam.missing(role, send) === undefined).toBe(may);
});

test("a role has no more than its permissions boundary, whoever allows it", () => {
  const { iam, policies, grant } = setUp(policy({ Effect: "Allow", Action: "*", Resource: "*" }));
  const arn = "arn:aws:iam::000000000000:policy/limits";
  const given = (type: string, inputs: object, outputs: object) =>
    iam.provision?.[type]?.({
      type,
      name: "p",
      urn: "p",
      id: "p",
      inputs: { ...inputs },
      outputs: { ...outputs },
    });
  const limits = policy({ Effect: "Allow", Action: "sqs:Send*", Resource: "*" });
  given("aws:iam/policy:Policy", { policy: JSON.stringify(limits) }, { arn });
  given("aws:iam/role:Role", { permissionsBoundary: arn }, { name: "baker" });
  const purge = { action: "sqs:PurgeQueue", resource: queue };
  expect(iam.missing(role, send)).toBeUndefined();
  expect(iam.missing(role, [purge])).toEqual(purge);
  policies.attach(queue, policy(statement({ AWS: role.arn }, { Action: "sqs:PurgeQueue" })));
  expect(iam.missing(role, [purge])).toEqual(purge);
  grant(policy({ Effect: "Deny", Action: "sqs:SendMessage", Resource: "*" }));
  expect(iam.missing(role, send)).toEqual(send[0]);
  expect(() => given("aws:iam/role:Role", { permissionsBoundary: `${arn}-2` }, { name: "x" })).toThrow(
    "declare it with aws.iam.Policy",
  );
});

test("the policy of the queue can deny what the role's allows", () => {
  const { iam, policies } = setUp(policy({ Effect: "Allow", Action: "*", Resource: "*" }));
  policies.attach(
    queue,
    policy(statement("*", { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } })),
  );
  expect(iam.missing(role, send)).toBeUndefined();
  policies.attach(queue, policy(statement({ AWS: role.arn }, { Effect: "Deny" })));
  expect(iam.missing(role, send)).toEqual(send[0]);
});

test("a service needs the policy of the resource, for what it acts for", () => {
  const { iam, policies } = setUp();
  expect(iam.missing(rule, send)).toEqual(send[0]);
  const of = (source: string) =>
    policy(statement({ Service: rule.service }, { Condition: { ArnEquals: { "aws:SourceArn": source } } }));
  policies.attach(queue, of("arn:aws:events:rule/other"));
  expect(iam.missing(rule, send)).toEqual(send[0]);
  policies.attach(queue, of(rule.sourceArn));
  expect(iam.missing(rule, send)).toBeUndefined();
});

test("what changes while it runs counts at once", () => {
  const { iam, policies, grant } = setUp();
  expect(iam.missing(role, send)).toEqual(send[0]);
  void grant(policy({ Effect: "Allow", Action: "sqs:*", Resource: "*" }));
  expect(iam.missing(role, send)).toBeUndefined();
  policies.attach(queue, policy(statement({ Service: rule.service })));
  expect(iam.missing(rule, send)).toBeUndefined();
  policies.attach(queue, undefined);
  expect(iam.missing(rule, send)).toEqual(send[0]);
});

test("says who may not do what to which, and the remedy", () => {
  expect(accessDenied(role, send[0]!)).toMatchObject({
    code: "AccessDeniedException",
    status: 403,
    message: `role baker is not authorized to perform sqs:SendMessage on ${queue}: add the action to the role's permissions.`,
  });
  expect(accessDenied(rule, send[0]!).message).toMatch(/resource policy of arn:aws:sqs/);
});

test("the policy of a table is that of its indexes, and a request counts as one over TLS", () => {
  const table = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders";
  const { iam, policies } = setUp(policy({ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }));
  const query = [{ action: "dynamodb:Query", resource: `${table}/index/kitchen` }];
  const deny = (secure: string) =>
    policies.attach(
      table,
      policy({
        Effect: "Deny",
        Principal: "*",
        Action: "dynamodb:*",
        Resource: [table, `${table}/index/*`],
        Condition: { Bool: { "aws:SecureTransport": secure } },
      }),
    );

  deny("false");
  expect(iam.missing(role, query)).toBeUndefined();
  deny("true");
  expect(iam.missing(role, query)).toEqual(query[0]);
});

test("knows which grants a role made use of, by what its policies say", () => {
  const { iam } = setUp(
    policy(
      { Effect: "Allow", Action: ["sqs:SendMessage", "sqs:DeleteMessage"], Resource: queue },
      { Effect: "Allow", Action: "dynamodb:*", Resource: ["*", "arn:aws:dynamodb:a:b:table/never"] },
    ),
  );
  iam.missing(role, send);
  iam.missing(role, [{ action: "dynamodb:Query", resource: "arn:aws:dynamodb:a:b:table/orders" }]);
  iam.missing(role, [{ action: "kinesis:PutRecord", resource: "*" }]);

  expect(iam.usedGrants()).toEqual([
    { role: "baker", action: "sqs:SendMessage", resource: queue },
    { role: "baker", action: "dynamodb:*", resource: "*" },
  ]);
});

test("alarms may publish to a topic that has its default policy, rules may not", () => {
  const { iam, policies } = setUp();
  const topic = "arn:aws:sns:eu-west-1:000000000000:alarms";
  const publish = [{ action: "sns:Publish", resource: topic }];
  policies.attach(topic, defaultPolicy(topic));
  const alarm = {
    kind: "service",
    service: "cloudwatch.amazonaws.com",
    sourceArn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:late",
  } as const;
  expect(iam.missing(alarm, publish)).toBeUndefined();
  expect(iam.missing(rule, publish)).toEqual(publish[0]);
  policies.attach(topic, policy());
  expect(iam.missing(alarm, publish)).toEqual(publish[0]);
});
