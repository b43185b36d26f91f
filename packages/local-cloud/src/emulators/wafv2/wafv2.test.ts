import { expect, test } from "vitest";
import { createTestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { echo, startApi } from "../apigateway/api.fixture.ts";
import { createWafEmulator } from "./emulator.ts";
import { webAclProperties } from "./resources.ts";

const visibilityConfig = { cloudwatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: true };
const rate = (name: string, priority: number, statement: object, action: object = { block: {} }) => ({
  name,
  priority,
  action,
  statement: { rateBasedStatement: { limit: 10, evaluationWindowSec: 60, ...statement } },
  visibilityConfig,
});
const byAddress = { aggregateKeyType: "IP" };
const byClient = {
  aggregateKeyType: "FORWARDED_IP",
  forwardedIpConfig: { headerName: "X-Forwarded-For", fallbackBehavior: "NO_MATCH" },
};
const acl = (rules: object[], more: object = {}) => ({
  name: "shop",
  scope: "REGIONAL",
  defaultAction: { allow: {} },
  visibilityConfig,
  rules,
  ...more,
});

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";

const start = (inputs: object) => {
  let associate: (restApi: string) => Promise<unknown>;
  return startApi({
    routes: [echo("GET /bread", '{"bread":"rye"}')],
    setUp: async (cloud) => {
      const waf = createWafEmulator(cloud);
      const { arn: webAclArn } = await provision(cloud, waf, WEB_ACL, "Shop", { ...inputs });
      associate = (restApi) => {
        const association = {
          resourceArn: `arn:aws:apigateway:eu-west-1::/restapis/${restApi}/stages/test`,
          webAclArn,
        };
        (cloud.graph.resources as unknown[]).push({ type: ASSOCIATION, inputs: association });
        return provision(cloud, waf, ASSOCIATION, "ShopFirewall", association);
      };
    },
    more: (restApi) => associate(restApi),
  });
};

const statuses = async (api: Awaited<ReturnType<typeof start>>, times: number, from?: string) => {
  const seen: number[] = [];
  for (let time = 0; time < times; time++)
    seen.push((await api.send("GET", "/bread", from ? { headers: { "x-forwarded-for": from } } : {})).status);
  return seen;
};

test("refuses who comes too often, others not, and lets in again when the window is over", async () => {
  const api = await start(acl([rate("clients", 0, byClient)]));

  expect(await statuses(api, 12, "203.0.113.1, 10.0.0.1")).toEqual([...Array(10).fill(200), 403, 403]);
  expect(await statuses(api, 1, "203.0.113.2")).toEqual([200]);
  api.cloud.clock.advance(61_000);
  expect(await statuses(api, 1, "203.0.113.1")).toEqual([200]);
});

test("counts what it lets through and what it refuses, altogether and by rule", async () => {
  const api = await start(
    acl([rate("clients", 0, byClient)], { visibilityConfig: { ...visibilityConfig, metricName: "shop" } }),
  );
  await statuses(api, 12, "203.0.113.1");

  const minute = api.cloud.metrics.minute();
  const counted = [...api.cloud.metrics.all()]
    .filter(({ namespace }) => namespace === "AWS/WAFV2")
    .map((series) => [series.metric, { ...series.dimensions }, series.between(minute - 1, minute + 1)?.sum]);
  const of = (Rule: string) => ({ WebACL: "shop", Rule, Region: "eu-west-1" });
  expect(counted).toEqual([
    ["AllowedRequests", of("ALL"), 10],
    ["AllowedRequests", of("Default_Action"), 10],
    ["BlockedRequests", of("ALL"), 2],
    ["BlockedRequests", of("m"), 2],
  ]);
});

test("a rule by forwarded address is not for who brings none, and as it says for what is no address", async () => {
  const match = { ...byClient.forwardedIpConfig, fallbackBehavior: "MATCH" };
  const lenient = await start(acl([rate("clients", 0, byClient)]));
  const strict = await start(acl([rate("clients", 0, { ...byClient, forwardedIpConfig: match })]));

  expect(await statuses(lenient, 12)).not.toContain(403);
  expect(await statuses(lenient, 12, "nowhere")).not.toContain(403);
  expect(await statuses(strict, 12, "nowhere")).toContain(403);
});

test("answers as the rule says, and the journal names the rule", async () => {
  const block = {
    customResponse: {
      responseCode: 429,
      customResponseBodyKey: "slow-down",
      responseHeaders: [{ name: "Retry-After", value: "60" }],
    },
  };
  const content = {
    key: "slow-down",
    contentType: "APPLICATION_JSON",
    content: '{"code":"too_many_requests"}',
  };
  const api = await start(
    acl([rate("everybody", 0, byAddress, { block })], { customResponseBodies: [content] }),
  );
  await statuses(api, 10);

  const refused = await api.send("GET", "/bread");

  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("60");
  expect(refused.json()).toEqual({ code: "too_many_requests" });
  expect(api.cloud.journal.hops((hop) => hop.error !== undefined).map(({ error }) => error?.message)).toEqual(
    ["The firewall's rule everybody refuses it."],
  );
});

test("counting refuses nobody, and managed rule groups look at nothing", async () => {
  const managed = {
    name: "common",
    priority: 1,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet" } },
    visibilityConfig,
  };
  const api = await start(acl([rate("everybody", 0, byAddress, { count: {} }), managed]));

  expect(await statuses(api, 12)).not.toContain(403);
});

test("a distribution names its firewall, whose metrics are in no region", async () => {
  const cloud = createTestCloud();
  const waf = createWafEmulator(cloud);
  const inputs = acl([rate("everybody", 0, byAddress)], { scope: "CLOUDFRONT" });
  const { arn = "" } = await provision(cloud, waf, WEB_ACL, "Edge", inputs);
  const refused = Array.from({ length: 11 }, () =>
    cloud.use("firewall").refuseBy(arn, { headers: new Headers() }),
  );
  expect(arn).toContain(":global/webacl/");
  expect(refused.at(9)).toBeUndefined();
  expect(refused.at(10)).toMatchObject({ rule: "everybody" });
  expect(cloud.use("firewall").refuseBy("another", { headers: new Headers() })).toBeUndefined();
});

test.each<[why: string, inputs: object, says: string]>([
  [
    "two rules of one priority",
    acl([rate("a", 0, byAddress), rate("b", 0, byAddress)]),
    "priority of its own",
  ],
  ["a limit under 10", acl([rate("a", 0, { ...byAddress, limit: 9 })]), "10"],
  [
    "a forwarded address without its header",
    acl([rate("a", 0, { aggregateKeyType: "FORWARDED_IP" })]),
    "forwardedIp",
  ],
  [
    "another kind of rate",
    acl([rate("a", 0, { aggregateKeyType: "CUSTOM_KEYS" })]),
    "IP or FORWARDED_IP alone",
  ],
  [
    "a body nobody wrote",
    acl([
      rate("a", 0, byAddress, {
        block: { customResponse: { responseCode: 429, customResponseBodyKey: "x" } },
      }),
    ]),
    "customResponseBodies",
  ],
  ["a rate without action", acl([{ ...rate("a", 0, byAddress), action: undefined }]), "a rate has an action"],
])("refuses %s", (_, inputs, says) => {
  expect(webAclProperties.safeParse(inputs).error?.message).toContain(says);
});
