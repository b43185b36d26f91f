import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileHandlers } from "sourdough-local/models";
import { expect, test } from "vitest";

// By the rules of AppSync's runtime: what it has no room for is an error here.
const subscribe = (namespace: string, path: string, identity: { sub: string; groups: string[] | null }) => {
  const code = readFileSync(join(import.meta.dirname, "../channel-handlers", `${namespace}.js`), "utf8");
  const { onSubscribe } = compileHandlers(code, namespace, { now: () => 0, log: () => {} });
  return onSubscribe?.({ identity, info: { channel: { path, segments: path.split("/").slice(1) } } });
};
const refused = expect.objectContaining({ errorType: "Unauthorized", status: 401 });
const ann = { sub: "cus-ann", groups: null };
const baker = { sub: "cus-baker", groups: ["friends", "staff"] };

test.each(["/orders/cus-ann/ord-1", "/orders/cus-ann/*"])("a customer may watch %s of their own", (path) => {
  expect(subscribe("orders", path, ann)).toBeUndefined();
});

test.each(["/orders/cus-bob/ord-1", "/orders/cus-bob/*", "/orders/*", "/orders", "/orders/cus-ann2/ord-1"])(
  "a customer may not watch %s",
  (path) => {
    expect(() => subscribe("orders", path, ann)).toThrow(refused);
  },
);

test("staff may watch no more orders than anyone", () => {
  expect(() => subscribe("orders", "/orders/cus-ann/ord-1", baker)).toThrow(refused);
});

test.each([
  ["kitchen", "/kitchen/store-1"],
  ["kitchen", "/kitchen/*"],
  ["office", "/office/disputes"],
  ["office", "/office/*"],
])("staff may watch any %s: %s", (namespace, path) => {
  expect(subscribe(namespace, path, baker)).toBeUndefined();
});

test.each([[null], [[]], [["staffing"]]])(
  "who is in the groups %j may watch no kitchen and no office",
  (groups) => {
    expect(() => subscribe("kitchen", "/kitchen/store-1", { ...ann, groups })).toThrow(refused);
    expect(() => subscribe("office", "/office/disputes", { ...ann, groups })).toThrow(refused);
  },
);
