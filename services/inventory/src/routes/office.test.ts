import { ImportProblemsView, ImportsView, Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { importId } from "../../test/fakes.ts";
import { renderFor } from "../../test/render.ts";
import {
  getProblems,
  importsFound,
  importsRefused,
  listImports,
  problemsFound,
  problemsRefused,
} from "./list-imports.ts";
import { notOffered, offered, offerProblems, offerUpload } from "./offer-files.ts";

const staff = { groups: "friends,staff" };
const denied = expect.objectContaining({ status: 403, code: "inventory.staff_only" });

test("staff ask for the last imports, newest first, without their problems", () => {
  const { answer } = renderFor(listImports("inventory"), {}, staff);

  expect(answer).toMatchObject({
    TableName: "inventory",
    ExpressionAttributeValues: { ":pk": { S: "imports" } },
    ScanIndexForward: false,
    Limit: 20,
  });
  expect(answer).not.toHaveProperty("ProjectionExpression", expect.stringContaining("problems"));
});

test.each(["", "friends", "staffing,notstaff"])("nothing is asked for who is in the groups %j", (groups) => {
  expect(renderFor(listImports("inventory"), {}, { groups }).answer).toEqual({ TableName: "inventory" });
  expect(renderFor(getProblems("inventory"), {}, { groups, path: { importId } }).answer).not.toHaveProperty(
    "Key",
  );
  for (const refused of [importsRefused, problemsRefused]) {
    const { answer, status } = renderFor(refused, { __type: "x#ValidationException" }, { groups });
    expect([status, answer]).toEqual([403, denied]);
  }
});

test("shows an import, whatever its file is called", () => {
  const item = {
    importId: { S: importId },
    fileName: { S: `it's "Früh" \\ spät.csv` },
    status: { S: "REFUSED" },
    ...Object.fromEntries(["totalRows", "rows", "changed", "refused"].map((name) => [name, { N: "0" }])),
    reason: { S: `Save it as "CSV UTF-8".` },
    startedAt: { S: "2026-11-23T05:00:00.000Z" },
    endedAt: { S: "2026-11-23T05:00:00.000Z" },
  };
  const running = { ...item, status: { S: "RUNNING" }, reason: undefined, endedAt: undefined };
  const { imports } = ImportsView.parse(renderFor(importsFound, { Items: [item, running] }, staff).answer);

  expect(imports).toMatchObject([
    { fileName: `it's "Früh" \\ spät.csv`, status: "REFUSED", reason: `Save it as "CSV UTF-8".` },
    { status: "RUNNING" },
  ]);
  expect(imports[1]).not.toHaveProperty("endedAt");
});

test("shows problems as they were written", () => {
  const problems = [{ line: 3, column: "name", reason: `"=cmd" looks like a formula.` }];
  const found = { Item: { problems: { S: JSON.stringify(problems) } } };

  expect(ImportProblemsView.parse(renderFor(problemsFound, found, staff).answer)).toEqual({ problems });
  const { answer, status } = renderFor(problemsFound, {}, staff);
  expect([status, Problem.parse(answer).code]).toEqual([404, "inventory.unknown_import"]);
});

test.each(["imp-1", "it's", `imp-${"0".repeat(26)}"`])("%s is the id of no import", (id) => {
  expect(
    renderFor(getProblems("inventory"), {}, { ...staff, path: { importId: id } }).answer,
  ).not.toHaveProperty("Key");
  expect(renderFor(offerProblems, {}, { ...staff, path: { importId: id } }).answer).toMatchObject({
    importId: `imp-${"0".repeat(26)}`,
  });
});

test("hands the function who asks, and for what", () => {
  const body = { fileName: `a "menu".csv` };

  expect(renderFor(offerUpload, body, staff).answer).toEqual({
    type: "OfferUpload",
    groups: ",friends,staff,",
    body,
  });
  expect(renderFor(offerProblems, {}, { ...staff, path: { importId } }).answer).toEqual({
    type: "OfferProblems",
    groups: ",friends,staff,",
    importId,
  });
});

test("gives the function's answer, its refusal, and its faults", () => {
  const offer = { importId, url: "https://files.example/", fields: { Policy: "e30=", name: `it's "x"` } };

  expect(renderFor(offered, offer, staff)).toMatchObject({ answer: offer, status: undefined });
  expect(renderFor(offered, { refusal: "staff_only" }, staff)).toMatchObject({ answer: denied, status: 403 });
  expect(renderFor(notOffered, { errorType: "InvalidInputError" }, staff)).toMatchObject({ status: 400 });
  expect(renderFor(notOffered, { errorType: "Error" }, staff)).toMatchObject({ status: 503 });
});
