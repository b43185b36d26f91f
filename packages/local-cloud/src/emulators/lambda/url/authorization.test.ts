import { expect, test } from "vitest";
import type { HostContext, Permission, Principal } from "../../../core/cloud.ts";
import { createTestCloud } from "../../../testing/fake-cloud.ts";
import type { FoundFunction } from "../functions.ts";
import type { Runner, RunRequest, RunResult } from "../runner.ts";
import { functionUrlHost } from "./serve.ts";

const FN = "arn:aws:lambda:eu-west-1:000000000000:function:vault";
const HOST = "abc.lambda-url.eu-west-1.on.aws";
const BOTH = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"];
const role: Principal = { kind: "role", arn: "arn:aws:iam::000000000000:role/Keeper" };
const front: Principal = {
  kind: "service",
  service: "cloudfront.amazonaws.com",
  sourceArn: "arn:aws:cloudfront::000000000000:distribution/E1",
};

/** Answers with the request context that the function gets. */
const runner = {
  run: async (_: FoundFunction, { payload }: RunRequest) =>
    ({ payload: JSON.stringify(JSON.parse(payload).requestContext) }) as RunResult,
} as Runner;

const ask = async (
  authType: "NONE" | "AWS_IAM",
  principal: Principal | undefined,
  allowed: (one: Permission) => boolean,
) => {
  const cloud = createTestCloud();
  const asked: Principal[] = [];
  Object.assign(cloud, {
    allows: (who: Principal, needed: readonly Permission[]) => {
      asked.push(who);
      return needed.every(allowed);
    },
  });
  const found = { fn: { name: "vault", arn: FN }, invokedArn: `${FN}:live` } as FoundFunction;
  const config = {
    found,
    host: HOST,
    createdAt: 0,
    modifiedAt: 0,
    authType,
    streams: false,
    cors: undefined,
  };
  const signer: HostContext["signer"] = principal && { principal, causes: () => [], accessKeyId: "ASIA1" };
  const host = functionUrlHost(cloud, runner, HOST, () => config);
  const answer = await host.fetch(new Request(`https://${HOST}/`), { causes: [], signer });
  return { status: answer.status, context: await answer.json(), asked, warnings: cloud.warnings };
};

const only =
  (actions: readonly string[], arn = FN) =>
  ({ action, resource }: Permission) =>
    actions.includes(action) && resource === arn;

test.each([
  ["AWS_IAM", role, only(BOTH), 200],
  ["AWS_IAM", role, only(BOTH, `${FN}:live`), 200],
  ["AWS_IAM", role, only(BOTH.slice(0, 1)), 403],
  ["AWS_IAM", role, only(BOTH.slice(1)), 403],
  ["AWS_IAM", front, only(BOTH), 200],
  ["AWS_IAM", front, only([]), 403],
  ["AWS_IAM", { kind: "root" }, only([]), 200],
  ["AWS_IAM", undefined, only(BOTH), 403],
  ["NONE", undefined, only(BOTH), 200],
  ["NONE", undefined, only([]), 403],
] as const)("a URL with %s, asked by %j: %i", async (authType, principal, allowed, status) => {
  const answer = await ask(authType, principal, allowed);
  expect(answer.status).toBe(status);
  if (status === 403) expect(answer.context).toEqual({ Message: "Forbidden" });
  expect(answer.warnings).toHaveLength(status === 403 ? 1 : 0);
});

test("tells the function who signed, and asks whether anybody may where nobody has to", async () => {
  const { context } = await ask("AWS_IAM", role, only(BOTH));
  expect(context).toMatchObject({
    accountId: "000000000000",
    authorizer: { iam: { accessKey: "ASIA1", userArn: role.arn } },
  });
  const open = await ask("NONE", role, only(BOTH));
  expect(open.context).toMatchObject({ accountId: "anonymous" });
  expect(open.context).not.toHaveProperty("authorizer");
  expect(open.asked[0]).toEqual({ kind: "anonymous" });
});
