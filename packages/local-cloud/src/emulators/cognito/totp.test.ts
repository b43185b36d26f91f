import { expect, test } from "vitest";
import { codeOf, makeSecret, stepAt, stepOfCode } from "./totp.ts";

// Appendix B of https://www.rfc-editor.org/rfc/rfc6238, whose secret is "12345678901234567890" in base 32.
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test.each([
  [59, "94287082"],
  [1111111109, "07081804"],
  [1111111111, "14050471"],
  [1234567890, "89005924"],
  [2000000000, "69279037"],
  [20000000000, "65353130"],
])("%i seconds after the epoch the code is %s", (seconds, code) => {
  expect(codeOf(SECRET, stepAt(seconds * 1000), 8)).toBe(code);
  expect(codeOf(SECRET, stepAt(seconds * 1000))).toBe(code.slice(2));
});

test("a code counts a step early and a step late", () => {
  const totp = { secret: makeSecret(), verified: true };
  const now = 1_700_000_000_000;
  const code = codeOf(totp.secret, stepAt(now));
  for (const offset of [-30_000, 0, 30_000]) expect(stepOfCode(totp, code, now + offset)).toBe(stepAt(now));
  expect(totp.secret).toMatch(/^[A-Z2-7]{52}$/);
});
