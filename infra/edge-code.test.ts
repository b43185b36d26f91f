import { expect, test } from "vitest";
import { compact } from "./edge-code.ts";

test("takes comments and room out of code, and leaves strings as they are", () => {
  const code = `/** What it does. */
// biome-ignore lint: a reason.
function handler(event) {
  const attributes = "Path=/; Max-Age=1; a \\" b  c";
  if (!event.request || event.a > 1) return;
  const all = [1].map((one) => one).filter(async (one) => one);
  return { statusCode: 302, attributes };
}
`;
  expect(compact(code)).toBe(
    'function handler(event){const attributes="Path=/; Max-Age=1; a \\" b  c";if(!event.request||event.a>1)return;const all=[1].map(one=>one).filter(async(one)=>one);return{statusCode:302,attributes}}',
  );
});
