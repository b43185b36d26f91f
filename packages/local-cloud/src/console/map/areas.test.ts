import { expect, test } from "vitest";
import { areaNameOf } from "./areas.ts";

test.each([
  ["services/orders/infra.ts", "orders"],
  ["services/orders/infra/queues.ts", "orders"],
  ["infra/platform.ts", "platform"],
  ["infra/api.ts", "api"],
  ["packages/web/infra.ts", "web"],
  ["stacks/billing/index.ts", "billing"],
  ["storage.ts", "storage"],
  ["sst.config.ts", undefined],
  ["infra/index.ts", undefined],
])("what %s declares is of %s", (file, area) => {
  expect(areaNameOf(file)).toBe(area);
});
