import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The end of a run tells which take longest. */
const longest = [
  "tools/new/new.flow.test.ts",
  "packages/web/test/shop.flow.test.ts",
  "packages/web/test/staff.flow.test.ts",
  "services/orders/test/sagas.flow.test.ts",
  "packages/console/test/console.flow.test.ts",
  "infra/test/graph.contract.test.ts",
  "packages/event-proof/src/prove.test.ts",
  "packages/local-cloud/test/published-package.flow.test.ts",
  "tools/crash/crash.flow.test.ts",
  "services/payments/test/webhooks.flow.test.ts",
  "services/orders/test/reminders.flow.test.ts",
  "services/audit/test/audit-under-fire.flow.test.ts",
  "tools/fuzz/fuzz.flow.test.ts",
  "packages/local-cloud/src/emulators/hostile-inputs.test.ts",
  "packages/local-cloud/src/emulators/s3/objects/large.test.ts",
  "packages/local-cloud/src/emulators/lambda/durable/crashes.test.ts",
  "tools/help.test.ts",
];

const rank = ({ moduleId, project }: TestSpecification): number => {
  const index = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
  if (index >= 0) return index;
  return project.name === "flow" ? longest.length : longest.length + 1;
};

/**
 * Begins with the files that take longest, and ends with the small ones, so that no worker has to wait for another's last
 * file. Vitest knows how long they take of a run before, and else goes by size: the shop's stories are in other files than
 * the one that tells them.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
