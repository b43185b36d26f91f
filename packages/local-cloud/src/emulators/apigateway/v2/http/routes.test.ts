import { expect, test } from "vitest";
import { createRouteTable, parseRouteKey } from "./routes.ts";

const find = (keys: readonly string[], method: string, path: string) => {
  const found = createRouteTable(keys.map((key) => [key, key])).find(method, path);
  return found && [found.value, found.parameters];
};

// The table of https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
const pets = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"];

test.each([
  ["GET", "/pets/dog/1", "GET /pets/dog/1", {}],
  ["GET", "/pets/dog/2", "GET /pets/dog/{id}", { id: "2" }],
  ["GET", "/pets/cat/1", "GET /pets/{proxy+}", { proxy: "cat/1" }],
  ["POST", "/test/5", "ANY /{proxy+}", { proxy: "test/5" }],
  ["POST", "/pets/dog/1", "ANY /{proxy+}", { proxy: "pets/dog/1" }],
  ["GET", "/", "$default", {}],
  ["PURGE", "/a", "$default", {}],
])("%s %s goes to the route that AWS's guide says", (method, path, key, parameters) => {
  expect(find(pets, method, path)).toEqual([key, parameters]);
});

test.each([
  [
    "a whole match goes before a greedy one, however far that is literal",
    ["GET /a/{proxy+}", "GET /{x}/{y}"],
    "GET /{x}/{y}",
  ],
  ["a literal goes before a parameter", ["GET /{x}/b", "GET /a/{y}"], "GET /a/{y}"],
  ["the longer greedy path goes first", ["GET /{proxy+}", "GET /a/{proxy+}"], "GET /a/{proxy+}"],
  ["a method goes before ANY", ["ANY /a/b", "GET /a/b"], "GET /a/b"],
])("%s", (_, keys, expected) => {
  expect(find(keys, "GET", "/a/b")?.[0]).toBe(expected);
});

test("a slash at the end is a path of its own, which only a greedy route takes", () => {
  expect(find(["GET /a", "GET /a/{id}"], "GET", "/a/")).toBeUndefined();
  expect(find(["GET /a/{proxy+}"], "GET", "/a/")).toEqual(["GET /a/{proxy+}", { proxy: "" }]);
});

test("names in a path reach no prototype", () => {
  expect(find(["GET /{id}"], "GET", "/constructor")).toEqual(["GET /{id}", { id: "constructor" }]);
});

test.each(["get /a", "GET", "GET a", "FETCH /a", "GET /a/", "GET /{proxy+}/a", "$connect"])(
  "refuses the route key %s",
  (key) => {
    expect(() => parseRouteKey(key)).toThrow(/is not of the form/);
  },
);
