import { expect, test } from "vitest";
import { linkTo, parseHash } from "./route.ts";

test("a link reads back as the view, its rest and its query", () => {
  const route = parseHash(linkTo("executions", ["arn:aws:states:x/y", 3], { only: "failed" }));
  expect(route.view).toBe("executions");
  expect(route.rest).toEqual(["arn:aws:states:x/y", "3"]);
  expect(route.query.get("only")).toBe("failed");
});

test("no address is the map", () => expect(parseHash("").view).toBe("map"));

test("parts that are absent leave no trace in the address", () => {
  expect(linkTo("trace", ["ord-1", undefined], { only: undefined })).toBe("#/trace/ord-1");
});
