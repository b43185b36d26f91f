import { isIP } from "node:net";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createRate } from "./rate.ts";
import { associationProperties, type Rule, type WebAcl, webAclProperties } from "./resources.ts";

declare module "../../core/cloud.ts" {
  interface Shared {
    firewall: Firewall;
  }
}

/** What a request is answered with instead of what it asked for. */
export interface Refusal {
  /** The rule that refuses it. */
  readonly rule: string;
  /** Absent where the protected resource has an answer of its own. */
  readonly answer?: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
}

export interface Firewall {
  /** Why a request to a protected resource, by ARN, does not get through; undefined when it does. */
  refuse(resourceArn: string, request: Pick<Request, "headers">): Refusal | undefined;
  /** The same of a web ACL, by ARN, which a distribution names itself. */
  refuseBy(webAclArn: string, request: Pick<Request, "headers">): Refusal | undefined;
}

/** Nothing leaves the machine, so whoever comes without saying for whom comes from here. */
const LOOPBACK = "127.0.0.1";

const contentTypes = {
  TEXT_PLAIN: "text/plain",
  TEXT_HTML: "text/html",
  APPLICATION_JSON: "application/json",
} as const;

/** Web ACLs in front of REST APIs and distributions. Rates count by the clock of the local cloud; managed rule groups look at nothing. */
export const createWafEmulator = (cloud: Cloud): Emulator => {
  const acls = new Map<string, Refuse>();
  const protectedBy = new Map<string, string>();

  cloud.offer("firewall", {
    refuse: (resourceArn, request) => acls.get(protectedBy.get(resourceArn) ?? "")?.(request),
    refuseBy: (webAclArn, request) => acls.get(webAclArn)?.(request),
  });

  return {
    service: "wafv2",
    operations: {},
    provision: {
      "aws:wafv2/webAcl:WebAcl": ({ inputs, outputs }) => {
        acls.set(String(outputs.arn), compile(webAclProperties.parse(inputs), cloud));
      },
      "aws:wafv2/webAclAssociation:WebAclAssociation": ({ inputs }) => {
        const { resourceArn, webAclArn } = associationProperties.parse(inputs);
        if (!acls.has(webAclArn))
          throw new Error(
            `The web ACL ${webAclArn} is associated with ${resourceArn}, and nothing declares it.`,
          );
        protectedBy.set(resourceArn, webAclArn);
      },
    },
  };
};

type Refuse = (request: Pick<Request, "headers">) => Refusal | undefined;

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html: all of them, and each rule's own. */
const counters = ({ visibilityConfig, scope }: WebAcl, { metrics, region }: Cloud) => {
  const WebACL = visibilityConfig.metricName;
  const place: Record<string, string> = scope === "REGIONAL" ? { Region: region } : {};
  const dimensionsOf = (Rule: string) => [{ WebACL, Rule, ...place }];
  return (metric: "AllowedRequests" | "BlockedRequests", rule: string) => {
    for (const one of ["ALL", rule])
      metrics.of("AWS/WAFV2", `${WebACL}/${one}`, () => dimensionsOf(one)).add(metric, 1);
  };
};

const DEFAULT_ACTION = "Default_Action";

const compile = (acl: WebAcl, cloud: Cloud): Refuse => {
  const count = counters(acl, cloud);
  const rules = acl.rules
    .toSorted((a, b) => a.priority - b.priority)
    .map((rule) => ({ refuse: compileRule(rule, acl, cloud), metric: rule.visibilityConfig.metricName }));
  return (request) => {
    for (const { refuse, metric } of rules) {
      const refusal = refuse(request);
      if (!refusal) continue;
      count("BlockedRequests", metric);
      return refusal;
    }
    count(acl.defaultAction.block ? "BlockedRequests" : "AllowedRequests", DEFAULT_ACTION);
    return acl.defaultAction.block ? { rule: DEFAULT_ACTION } : undefined;
  };
};

const compileRule = ({ name, action, statement }: Rule, acl: WebAcl, { clock }: Cloud) => {
  const rate = statement.rateBasedStatement;
  if (!rate) return () => undefined;
  const counted = createRate({ limit: rate.limit, windowSeconds: rate.evaluationWindowSec });
  const refusal: Refusal = { rule: name, answer: answerOf(action?.block?.customResponse, acl) };
  return ({ headers }: Pick<Request, "headers">) => {
    const key = keyOf(rate.forwardedIpConfig, headers);
    const exceeded = key !== undefined && counted.exceeded(key, clock.now());
    return exceeded && action?.block ? refusal : undefined;
  };
};

type Rate = NonNullable<Rule["statement"]["rateBasedStatement"]>;
type Block = NonNullable<NonNullable<Rule["action"]>["block"]>;

// The first address in the header; without the header the rule is not for the request, and what is no address is as the
// rule says: https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html
const keyOf = (forwarded: Rate["forwardedIpConfig"], headers: Headers): string | undefined => {
  if (!forwarded) return LOOPBACK;
  const header = headers.get(forwarded.headerName);
  if (header === null) return undefined;
  const [first = ""] = header.split(",").map((address) => address.trim());
  if (isIP(first) !== 0) return first;
  return forwarded.fallbackBehavior === "MATCH" ? "no address" : undefined;
};

const answerOf = (response: Block["customResponse"], { customResponseBodies }: WebAcl): Refusal["answer"] => {
  if (!response) return undefined;
  const body = customResponseBodies.find(({ key }) => key === response.customResponseBodyKey);
  return {
    status: response.responseCode,
    headers: {
      ...(body ? { "content-type": contentTypes[body.contentType] } : {}),
      ...Object.fromEntries(
        (response.responseHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), value]),
      ),
    },
    body: body?.content ?? "",
  };
};
