import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The end of a run tells which take longest. */
const longest = [
  "packages/web/test/shop.flow.test.ts",
  "packages/console/test/console.flow.test.ts",
  "services/orders/test/sagas.flow.test.ts",
  "infra/test/graph.contract.test.ts",
  "packages/event-proof/src/prove.test.ts",
  "packages/local-cloud/src/emulators/hostile-inputs.test.ts",
];

const rank = ({ moduleId }: TestSpecification): number => {
  const index = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
  return index < 0 ? longest.length : index;
};

/**
 * Begins with the files that take longest, so that none of them runs alone at the end. Vitest knows it of a run before, and
 * else goes by size: the shop's stories are in other files than the one that tells them.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
