import { expect, test } from "vitest";
import { askEdge } from "./edge-visit.ts";

const memoryOf = (values: Record<string, string> = {}) => ({
  values,
  getItem: (key: string) => values[key] ?? null,
  setItem: (key: string, value: string) => {
    values[key] = value;
  },
});
const answering = (body: unknown, status = 200) => {
  const asked: string[] = [];
  const fetch = (async (url: string) => {
    asked.push(url);
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  }) as typeof globalThis.fetch;
  return { asked, fetch };
};

test("asks once in a visit", async () => {
  const memory = memoryOf();
  const { asked, fetch } = answering({ storeId: "store-2", variant: "sweets-first" });
  const visit = { storeId: "store-2", variant: "sweets-first" };
  expect(await askEdge(memory, fetch)).toEqual(visit);
  expect(await askEdge(memory, fetch)).toEqual(visit);
  expect(asked).toEqual(["/visit"]);
});

test.each([
  ["the page of a server without an edge", "<!doctype html>", 200],
  ["an error of CloudFront", "503 ERROR", 503],
  ["no object", "[]", 200],
  ["values of other types", { storeId: 2, variant: null }, 200],
])("%s is no hint", async (_, body, status) => {
  expect(await askEdge(memoryOf(), answering(body, status).fetch)).toEqual({});
});

test("goes on without a hint when nobody answers, and asks again with the next page", async () => {
  const memory = memoryOf();
  const offline = (async () => {
    throw new TypeError("Failed to fetch");
  }) as typeof globalThis.fetch;
  expect(await askEdge(memory, offline)).toEqual({});
  expect(await askEdge(memory, answering({ storeId: "store-3" }).fetch)).toEqual({ storeId: "store-3" });
});

test("a broken memory is asked over", async () => {
  const { fetch } = answering({});
  expect(await askEdge(memoryOf({ "sourdough.edge-visit": "{" }), fetch)).toEqual({});
});
