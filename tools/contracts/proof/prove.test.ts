import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { formatFinding } from "./finding.ts";
import { loadSubject } from "./load.ts";
import { cases } from "./mistakes.cases.ts";
import { prove, type Subject } from "./prove.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await loadSubject(join(import.meta.dirname, "../../.."));
}, 60_000);

test("finds nothing in what is there", async () => {
  expect((await prove(subject)).map(formatFinding)).toEqual([]);
}, 30_000);

test.each(cases.map((each) => [each.mistake, each] as const))(
  "finds %s",
  async (_, { make, found }) => {
    const findings = await prove(make(subject));

    const found_ = findings.map(({ code, resource, file }) => ({
      code,
      resource,
      file: file.replace(/:\d+$/, ""),
    }));
    expect(found_).toContainEqual(found);
  },
  30_000,
);
