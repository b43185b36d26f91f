import { expect, test } from "vitest";
import { shareText } from "./shares.ts";

test("shares are told only while there is more than one version", () => {
  expect(shareText([{ version: "3", share: 1 }])).toBe("version 3");
  const shifting = [
    { version: "3", share: 1 - 0.1 },
    { version: "4", share: 0.1 },
  ];
  expect(shareText(shifting)).toBe("version 3 (90 %), version 4 (10 %)");
  expect(
    shareText([
      { version: "3", share: 1 - 0.007 },
      { version: "4", share: 0.007 },
    ]),
  ).toBe("version 3 (99.3 %), version 4 (0.7 %)");
});
