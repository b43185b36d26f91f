import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { deployProject } from "./deploy.ts";
import { readStage, recordDeployment, recordsFolder } from "./deployments.ts";
import { changedSince, deployableIn } from "./projects.ts";

const root = join(import.meta.dirname, "../../../..");
let records: string;
beforeAll(async () => {
  records = await mkdtemp(join(tmpdir(), "stages-"));
});
afterAll(() => rm(records, { recursive: true }));

const deployed = async (project: string, status: number) => {
  const wrote = vi.spyOn(console, "log").mockImplementation(() => {});
  const code = await deployProject({ root, records, project, stage: "staging", deploy: () => status });
  wrote.mockRestore();
  return code;
};

test("writes down what a service publishes and takes, once it is deployed", async () => {
  expect(await deployed("orders", 1)).toBe(1);
  await expect(readStage(records, "staging")).resolves.toEqual({});

  expect(await deployed("orders", 0)).toBe(0);
  expect(await deployed("web", 0)).toBe(0);

  const stage = await readStage(records, "staging");
  expect(Object.keys(stage)).toEqual(["orders", "web"]);
  expect(stage.orders).toMatchObject({
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    publishes: { "sourdough.orders/OrderPlaced.v2": 2, "sourdough.orders/PaymentRequested.v1": 2 },
    takes: { "sourdough.payments/PaymentAuthorized.v1": 2 },
  });
  expect(stage.orders?.publishes).not.toHaveProperty(["sourdough.orders/OrderPlaced.v1"]);
  expect(stage.web).toMatchObject({ publishes: {}, takes: {} });
});

test("keeps what is known of the others, and refuses a file that something else wrote", async () => {
  const deployment = { publishes: {}, takes: {}, commit: "0123", deployedAt: "2026-11-23T07:30:00.000Z" };
  await recordDeployment(records, "prod", "platform", deployment);
  await recordDeployment(records, "prod", "inventory", deployment);
  const file = join(records, recordsFolder, "prod.json");

  expect(Object.keys(JSON.parse(await readFile(file, "utf8")))).toEqual(["inventory", "platform"]);
  await writeFile(file, "<<<<<<< HEAD");
  await expect(readStage(records, "prod")).rejects.toThrow(
    "events-schema/deployed/prod.json is no record of a stage: put it back (git checkout)",
  );
});

test("a project needs what it builds on, by way of libraries too", () => {
  const project = (root: string, deploy: boolean) => ({
    data: { root, targets: deploy ? { deploy: {} } : {} },
  });
  const projects = deployableIn({
    nodes: {
      web: project("packages/web", true),
      client: project("packages/client", false),
      orders: project("services/orders", true),
      platform: project("infra", true),
    },
    dependencies: {
      web: [{ target: "client" }, { target: "npm:react" }],
      client: [{ target: "orders" }],
      orders: [{ target: "platform" }],
    },
  });

  expect([...projects.keys()]).toEqual(["web", "orders", "platform"]);
  expect(projects.get("web")).toEqual({ name: "web", root: "packages/web", needs: ["platform", "orders"] });
});

test("a project changed when its files did, documentation aside", async () => {
  const clone = await mkdtemp(join(tmpdir(), "clone-"));
  const git = (...args: string[]) => execFileSync("git", args, { cwd: clone, encoding: "utf8" }).trim();
  const write = (file: string, text: string) => writeFile(join(clone, file), text);
  git("init", "--quiet");
  await write("infra.ts", "one");
  await write("README.md", "one");
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "One");
  const commit = git("rev-parse", "HEAD");

  await write("README.md", "two");
  await expect(changedSince(clone, commit, ".")).resolves.toBe(false);
  await write("infra.ts", "two");
  await expect(changedSince(clone, commit, ".")).resolves.toBe(true);
  await expect(changedSince(clone, "0".repeat(40), ".")).resolves.toBeUndefined();
  await rm(clone, { recursive: true });
});
