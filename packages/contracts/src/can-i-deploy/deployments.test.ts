import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keepStage, readStage, recordsFolder } from "./deployments.ts";
import { deployableIn } from "./projects.ts";

test("keeps what a stage knows, and refuses a file that something else wrote", async () => {
  const root = await mkdtemp(join(tmpdir(), "stages-"));
  const deployment = { publishes: {}, takes: {}, commit: "0123", deployedAt: "2026-11-23T07:30:00.000Z" };
  await expect(readStage(root, "prod")).resolves.toEqual({});
  await keepStage(root, "prod", { platform: deployment, inventory: deployment });
  const file = join(root, recordsFolder, "prod.json");

  expect(Object.keys(JSON.parse(await readFile(file, "utf8")))).toEqual(["inventory", "platform"]);
  await expect(readStage(root, "prod")).resolves.toEqual({ platform: deployment, inventory: deployment });
  await writeFile(file, "<<<<<<< HEAD");
  await expect(readStage(root, "prod")).rejects.toThrow(
    ".local/deployed/prod.json is no record of a stage: remove it, and npm run deploy -- --stage prod --dry-run",
  );
  await rm(root, { recursive: true });
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
