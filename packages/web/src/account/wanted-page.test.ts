import { expect, test } from "vitest";
import { cookieOf } from "./session-cookie.ts";
import { wantedPage } from "./wanted-page.ts";

test.each([
  ["?to=/kitchen", "/kitchen"],
  ["?to=%2Foffice", "/office"],
  ["?to=/orders/ord-1", "/orders/ord-1"],
  ["?to=/office%3Fstore%3Dstore-1%26day%3D2026-11-28", "/office?store=store-1&day=2026-11-28"],
  ["?to=/office?store=store-1%26day=2026-11-28", "/office?store=store-1&day=2026-11-28"],
  ["?to=/office?to=//evil.example%26x=%0d%0a", "/office?to=//evil.example&x="],
  ["?to=/office%3Fx=1%23y", "/office?x=1"],
  ["", "/"],
  ["?to=", "/"],
  ["?to=kitchen", "/"],
  ["?to=//evil.example/kitchen", "/"],
  ["?to=/.//evil.example", "/"],
  ["?to=/x/..//evil.example", "/"],
  ["?to=/\\evil.example", "/"],
  ["?to=/%09/evil.example", "/"],
  ["?to=https://evil.example", "/"],
  ["?to=javascript:alert(1)", "/"],
  ["?to=/sign-in?to=/sign-in", "/"],
])("%s leads to %s", (search, page) => {
  expect(wantedPage(search, "https://shop.example")).toBe(page);
});

test("the cookie holds its end and nothing else, and is gone with it", () => {
  const until = Math.floor(Date.now() / 1000) + 60;
  expect(cookieOf(until, true)).toMatch(
    new RegExp(`^sourdough-session=${until}; Path=/; Max-Age=(59|60); SameSite=Lax; Secure$`),
  );
  expect(cookieOf(0, false)).toBe("sourdough-session=0; Path=/; Max-Age=0; SameSite=Lax");
});
