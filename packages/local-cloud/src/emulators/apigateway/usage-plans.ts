import { z } from "zod";
import type { State } from "../../state/state.ts";
import type { Definitions, UsagePlan } from "./definition.ts";
import type { Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway-error.ts";
import { createTokenBucket, type TokenBucket } from "./throttle.ts";

/** Checks the API key of a request and counts it against its usage plan; throws `GatewayError`. */
export type CheckKey = (exchange: Exchange, nowMs: number) => void;

const counter = z.object({ period: z.number(), count: z.number() });
type Counter = z.infer<typeof counter>;
interface Counters {
  get(keyId: string): Counter | undefined;
  set(keyId: string, counter: Counter): void;
}

/** How often each key was used in the period that runs, over restarts, by API and stage. */
export interface KeptUsage {
  of(stage: string): Counters;
}

export const createKeptUsage = (state: State): KeptUsage => {
  const kept = state.records("apigateway/usage", counter);
  const counters = new Map(kept.read());
  return {
    of: (stage) => ({
      get: (keyId) => counters.get(`${stage}/${keyId}`),
      set(keyId, counter) {
        counters.set(`${stage}/${keyId}`, counter);
        kept.put(`${stage}/${keyId}`, counter);
      },
    }),
  };
};

const PERIODS = { DAY: 86_400_000, WEEK: 7 * 86_400_000, MONTH: 30 * 86_400_000 };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html */
export const createKeyCheck = (
  definitions: Definitions,
  apiId: string,
  stage: string,
  usage: KeptUsage,
): CheckKey => {
  const buckets = new Map<string, TokenBucket>();
  const counters = usage.of(`${apiId}/${stage}`);
  const planOf = (keyId: string) =>
    [...definitions.usagePlans].find(
      ([, plan]) =>
        plan.keyIds.has(keyId) && plan.apiStages.some((each) => each.apiId === apiId && each.stage === stage),
    );

  const takeToken = (key: string, plan: UsagePlan, exchange: Exchange, nowMs: number) => {
    const path = `${String(exchange.context.resourcePath)}/${exchange.method}`;
    const own = plan.apiStages
      .find((each) => each.apiId === apiId && each.stage === stage)
      ?.throttles.find((each) => each.path === path);
    const limits = own ?? plan.throttleSettings;
    if (limits?.rateLimit === undefined) return;
    const name = own ? `${key} ${path}` : key;
    let bucket = buckets.get(name);
    if (!bucket) {
      bucket = createTokenBucket({ rate: limits.rateLimit, burst: limits.burstLimit ?? limits.rateLimit });
      buckets.set(name, bucket);
    }
    if (!bucket.take(nowMs)) throw new GatewayError("THROTTLED", "Too Many Requests");
  };

  const count = (key: string, { quotaSettings }: UsagePlan, nowMs: number) => {
    if (!quotaSettings) return;
    const period = Math.floor(nowMs / PERIODS[quotaSettings.period]);
    const counter = counters.get(key);
    const used = counter?.period === period ? counter.count : quotaSettings.offset;
    if (used >= quotaSettings.limit) throw new GatewayError("QUOTA_EXCEEDED", "Limit Exceeded");
    counters.set(key, { period, count: used + 1 });
  };

  return (exchange, nowMs) => {
    const value = exchange.parameters.header["x-api-key"];
    const key = [...definitions.apiKeys].find(([, each]) => each.enabled && each.value === value);
    const plan = key && planOf(key[0]);
    if (!key || !plan) throw new GatewayError("INVALID_API_KEY", "Forbidden");
    exchange.context.identity.apiKey = value;
    exchange.context.identity.apiKeyId = key[0];
    takeToken(key[0], plan[1], exchange, nowMs);
    count(key[0], plan[1], nowMs);
  };
};
