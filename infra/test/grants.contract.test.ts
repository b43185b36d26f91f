import { join } from "node:path";
import type { ResourceGraph } from "sourdough-local";
import { synthesize } from "sourdough-local/synth";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { unusedGrants } from "../unused-grants.ts";
import { complaintsAbout, forms, grantsOf, readRecord } from "./grants.ts";

const root = join(import.meta.dirname, "../..");
const graphs: ResourceGraph[] = [];

beforeAll(async () => {
  for (const form of forms) {
    for (const [name, value] of Object.entries(form)) vi.stubEnv(name, value);
    graphs.push((await synthesize({ root })).graph);
  }
}, 300_000);
afterEach(() => {
  vi.unstubAllEnvs();
});

const about = (all: readonly ResourceGraph[]) =>
  complaintsAbout(all.flatMap(grantsOf), readRecord(), unusedGrants);

const withGrant = (role: string, Action: string) => {
  const isRole = ({ name, type }: { name: string; type: string }) =>
    type === "aws:iam/role:Role" && name === role;
  const graph = structuredClone(graphs.find(({ resources }) => resources.some(isRole)));
  const changed = graph?.resources.find(isRole);
  const inline = changed?.outputs.inlinePolicies as { policy: string }[];
  const [{ Resource }] = JSON.parse(inline[0]!.policy).Statement;
  inline.push({ policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] }) });
  return [graph!];
};

test("the record knows every grant; what is new: npm run iam -- record <flow tests that need it>", () => {
  expect(about(graphs).unknown).toEqual([]);
});

test("no grant is there for nothing", () => {
  expect(about(graphs).unused).toEqual([]);
});

test("each reason explains something", () => {
  expect(about(graphs).idle).toEqual([]);
});

test.each([
  ["ProjectMenuRole", "dynamodb:Scan"],
  ["AuditApiIntegrationRole", "dynamodb:Scan"],
  ["ReminderScheduleRole", "events:PutRule"],
  ["ShiftingRole", "dynamodb:Scan"],
])("an added grant shows: %s may %s", (role, action) => {
  const { unknown } = about(withGrant(role, action));

  expect(unknown).toEqual([expect.stringContaining(`${role}: ${action} `)]);
});

test("a grant that the flow tests made no use of shows", () => {
  const grants = grantsOf(withGrant("ProjectMenuRole", "dynamodb:Scan")[0]!);
  const { ProjectMenuRole: known, ...others } = readRecord();
  const record = {
    ...others,
    ProjectMenuRole: { used: known!.used, unused: ["dynamodb:Scan OrdersTable"] },
  };

  expect(complaintsAbout(grants, record, unusedGrants).unused).toContain(
    "ProjectMenuRole: dynamodb:Scan OrdersTable",
  );
});
