import { region } from "./account.ts";
import { alarm } from "./alarm.ts";
import { isSharedStage, physicalName } from "./names.ts";
import { publishShared, shared } from "./shared.ts";

/** Requests within five minutes. A page that is open all day makes some 200; an office behind one address many times that. */
const limits = { client: 2000, address: 50_000 };

/** Whether APIs have a firewall, by `FIREWALL`; on stages that people rely on unless stated. */
const isOn = () => {
  const set = process.env.FIREWALL || (isSharedStage() ? "on" : "off");
  if (set === "on" || set === "off") return set === "on";
  throw new Error(`FIREWALL=${set} is neither on nor off. Set one of the two, or leave it unset.`);
};

const visibility = (name: string) => ({
  cloudwatchMetricsEnabled: true,
  metricName: name,
  sampledRequestsEnabled: true,
});

const rate = (
  name: string,
  priority: number,
  statement: aws.types.input.wafv2.WebAclRuleStatementRateBasedStatement,
) => ({
  name,
  priority,
  statement: { rateBasedStatement: { ...statement, evaluationWindowSec: 300 } },
  action: {
    block: {
      customResponse: {
        responseCode: 429,
        customResponseBodyKey: "slow-down",
        responseHeaders: [{ name: "Retry-After", value: "60" }],
      },
    },
  },
  visibilityConfig: visibility(name),
});

const managed = (name: string, priority: number, counted: string[] = []) => ({
  name,
  priority,
  statement: {
    managedRuleGroupStatement: {
      vendorName: "AWS",
      name,
      ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  overrideAction: { none: {} },
  visibilityConfig: visibility(name),
});

/**
 * One firewall for all APIs. To them, who comes by the page's address comes from CloudFront, so clients are told apart by
 * what CloudFront says of them; that can be made up by whoever calls an API itself, whose own address then counts.
 */
export const createFirewall = () => {
  if (!isOn()) return;
  const acl = new aws.wafv2.WebAcl("Firewall", {
    name: physicalName("firewall"),
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    customResponseBodies: [
      {
        key: "slow-down",
        contentType: "APPLICATION_JSON",
        content: JSON.stringify({
          type: "about:blank",
          title: "Too Many Requests",
          status: 429,
          code: "too_many_requests",
          detail: "There were too many requests from your address: try again in some minutes.",
        }),
      },
    ],
    rules: [
      rate("client-rate", 0, {
        limit: limits.client,
        aggregateKeyType: "FORWARDED_IP",
        forwardedIpConfig: { headerName: "X-Forwarded-For", fallbackBehavior: "NO_MATCH" },
      }),
      rate("address-rate", 1, { limit: limits.address, aggregateKeyType: "IP" }),
      // A webhook may have more than the 8 KB that this rule allows a body; API Gateway checks bodies by their models.
      managed("AWSManagedRulesCommonRuleSet", 2, ["SizeRestrictions_BODY"]),
      managed("AWSManagedRulesKnownBadInputsRuleSet", 3),
    ],
    // All firewalls of a region are told apart by it.
    visibilityConfig: visibility(physicalName("firewall")),
  });
  alarm("requests-blocked", "Firewall", {
    dimensions: { WebACL: physicalName("firewall"), Rule: "ALL", Region: region() },
  });
  publishShared("firewall-arn", acl.arn);
};

/** Puts the firewall in front of a stage of a REST API, where there is one. */
export const behindFirewall = (name: string, stage: aws.apigateway.Stage) => {
  if (isOn())
    new aws.wafv2.WebAclAssociation(`${name}Firewall`, {
      resourceArn: stage.arn,
      webAclArn: shared("firewall-arn"),
    });
};
