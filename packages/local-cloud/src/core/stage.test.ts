import { expect, test } from "vitest";
import { checkedStage } from "./stage.ts";

test.each(["local", "prod", "pr-42", "Ada"])("takes %s", (name) => {
  expect(checkedStage(name)).toBe(name);
});

test("is local where nobody says", () => expect(checkedStage(undefined)).toBe("local"));

test.each(["", " ", "../../evil", "a/b", "a\\b", "a.b", "42", "-a", "a_b", "a\n", "ä"])(
  "refuses %j",
  (name) => {
    expect(() => checkedStage(name)).toThrow(
      `"${name}" is no name of a stage: it takes letters, digits and hyphens, a letter first, such as pr-42.`,
    );
  },
);
