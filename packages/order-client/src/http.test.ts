import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createHttp } from "./http.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An API that gives these answers one after the other, the last one again and again. */
const api = (answers: (number | "no answer" | [status: number, body: string])[], tokens = ["token"]) => {
  const sent: { method: string; url: string; authorization: string | undefined }[] = [];
  const request = createHttp({
    apiUrl: "https://shop.example/api",
    token: async (renew) => tokens[renew ? 1 : 0],
    fetch: async (url, init) => {
      const answer = answers[Math.min(sent.length, answers.length - 1)]!;
      const headers = new Headers(init?.headers);
      sent.push({
        method: init?.method ?? "",
        url: String(url),
        authorization: headers.get("authorization") ?? undefined,
      });
      if (answer === "no answer") throw new TypeError("fetch failed");
      const [status, body] = typeof answer === "number" ? [answer, '{"title":"Title"}'] : answer;
      return new Response(body, { status });
    },
  });
  return { request, sent };
};
const settled = async <T>(promise: Promise<T>) => {
  const outcome = promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  await vi.runAllTimersAsync();
  return outcome;
};
const ok: [number, string] = [200, '{"stores":[]}'];

test.each([
  ["the network", "no answer"],
  ["a 500", 500],
  ["throttling", 429],
] as const)("tries again after %s", async (_, failure) => {
  const { request, sent } = api([failure, failure, ok]);

  expect(await settled(request("PUT", "/orders/ord-1", { body: {} }))).toEqual({ value: { stores: [] } });
  expect(sent.map(({ url }) => url)).toEqual(Array(3).fill("https://shop.example/api/orders/ord-1"));
});

test.each([
  ["no answer", "offline", 0],
  [503, "unavailable", 503],
  [429, "throttled", 429],
] as const)("gives up on %s after five tries", async (failure, code, status) => {
  const { request, sent } = api([failure]);

  expect(await settled(request("GET", "/stores"))).toMatchObject({
    error: { name: "OrderError", code, status },
  });
  expect(sent).toHaveLength(5);
});

test.each([
  [400, "invalid"],
  [403, "forbidden"],
  [404, "not_found"],
] as const)("does not repeat a %i", async (status, code) => {
  const { request, sent } = api([status]);

  expect(await settled(request("GET", "/stores"))).toMatchObject({ error: { code, status } });
  expect(sent).toHaveLength(1);
});

test("says what the API did not accept", async () => {
  const { request } = api([[400, '{"title":"Invalid request body","detail":"quantity: 0 is less than 1"}']]);

  const { error } = (await settled(request("PUT", "/orders/ord-1", { body: {} }))) as { error: Error };
  expect(error.message).toContain("quantity: 0 is less than 1");
});

test("renews a token that was refused, once", async () => {
  const { request, sent } = api([401, ok], ["old", "new"]);

  expect(await settled(request("GET", "/orders", { signedIn: true }))).toEqual({ value: { stores: [] } });
  expect(sent.map(({ authorization }) => authorization)).toEqual(["old", "new"]);
});

test("is signed out when the renewed token is refused as well, or there is none", async () => {
  const refused = api([401], ["old", "new"]);
  const none = api([ok], []);

  for (const { request } of [refused, none])
    expect(await settled(request("GET", "/orders", { signedIn: true }))).toMatchObject({
      error: { code: "signed_out" },
    });
  expect(refused.sent).toHaveLength(2);
  expect(none.sent).toHaveLength(0);
});

test("stops trying when it is aborted", async () => {
  const abort = new AbortController();
  const { request, sent } = api(["no answer"]);
  const outcome = settled(request("GET", "/stores", { signal: abort.signal }));
  abort.abort();

  expect(await outcome).toMatchObject({ error: { name: "AbortError" } });
  expect(sent.length).toBeLessThanOrEqual(1);
});
