import type { ImportSummary } from "@sourdough/events-schema/http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Office } from "../src/index.ts";
import { type StageUser, signUpOnStage, stage, stageName } from "./on-stage.ts";

describe.skipIf(!stage)(`a menu's import on stage ${stageName}`, () => {
  let users: StageUser[] = [];
  let offices: Office[];

  beforeAll(async () => {
    users = [await signUpOnStage("clerk", "staff"), await signUpOnStage("customer")];
    offices = await Promise.all(users.map(({ client }) => client.office()));
  }, 60_000);
  afterAll(() => Promise.all(users.map(({ leave }) => leave())));

  const importFile = async (file: string) => {
    const [office] = offices;
    const signal = AbortSignal.timeout(120_000);
    const { importId } = await office!.importMenu(new Blob([file]), "stage-test.csv");
    for await (const { imports } of office!.watch<{ imports: ImportSummary[] }>("imports", { signal })) {
      const found = imports.find((one) => one.importId === importId);
      if (found && found.status !== "RUNNING") return found;
    }
    throw new Error(`The import ${importId} did not end.`);
  };

  // Products that are off the menu stay so: nobody orders what a test brought in.
  const file = [
    "\ufeffsku;name;category;priceCents;allergens;listed",
    'stage-test-1;"Stage ""test""\r\none";bread;100;;no',
    "",
    "stage-test-2;Stage test two;bread;100;;no",
    "stage-test-2;Stage test two again;bread;100;;no",
    "stage-test-3;=cmd;bread;100;;no",
  ].join("\r\n");

  test("reads rows as the first look at the file did, lines and repetitions included", async () => {
    const found = await importFile(file);

    expect(found).toMatchObject({ status: "DONE", totalRows: 4, rows: 4, refused: 2 });
    const problems = await offices[0]!.importProblems(found.importId);
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [6, "sku"],
      [7, "name"],
    ]);
    const address = await offices[0]!.importProblemsFile(found.importId);
    expect((await (await fetch(address)).text()).split("\r\n")).toHaveLength(3);
  }, 180_000);

  test("changes nothing when the file comes again", async () => {
    await expect(importFile(file)).resolves.toMatchObject({ status: "DONE", changed: 0 });
  }, 180_000);

  test("is for staff, and asks for a name", async () => {
    const [clerk, customer] = offices;

    await expect(customer!.importMenu(new Blob([file]), "a.csv")).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(clerk!.importMenu(new Blob([file]), "")).rejects.toMatchObject({ code: "invalid" });
  }, 60_000);
});
