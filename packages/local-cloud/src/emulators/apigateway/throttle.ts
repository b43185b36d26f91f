/** A token bucket: `rate` tokens a second, at most `burst` at once. */
export interface TokenBucket {
  /** Takes one token; false when there is none. */
  take(nowMs: number): boolean;
}

export interface Limit {
  readonly rate: number;
  readonly burst: number;
}

export const createTokenBucket = ({ rate, burst }: Limit): TokenBucket => {
  let tokens = burst;
  let at: number | undefined;
  return {
    take(nowMs) {
      if (at !== undefined) tokens = Math.min(burst, tokens + ((nowMs - at) * rate) / 1000);
      at = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
};

/**
 * The limit of a method among method settings (`*\/*`, `orders/{orderId}/PUT`), the most specific first; undefined
 * when none applies. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export const limitOf = (
  settings: readonly {
    methodPath: string;
    settings: { throttlingRateLimit?: number | undefined; throttlingBurstLimit?: number | undefined };
  }[],
  resourcePath: string,
  httpMethod: string,
): Limit | undefined => {
  const own = `${resourcePath.slice(1)}/${httpMethod}`.replace(/^\//, "");
  const normal = (path: string) => path.replaceAll("~1", "/").replace(/^\/+/, "");
  const matching = [own, "*/*"].flatMap((wanted) =>
    settings.filter(({ methodPath }) => normal(methodPath) === wanted),
  );
  for (const { settings: limits } of matching) {
    const rate = limits.throttlingRateLimit ?? -1;
    if (rate >= 0) return { rate, burst: Math.max(limits.throttlingBurstLimit ?? rate, 0) };
  }
  return undefined;
};
