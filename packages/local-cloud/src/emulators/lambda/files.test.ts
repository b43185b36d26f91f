import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { afterAll, expect, test } from "vitest";
import { createEfsEmulator } from "../efs/emulator.ts";
import { ACCESS_POINT, resourceTypes } from "../efs/resources.ts";
import { type Deployment, deploy } from "./fixtures/deploy.ts";

let lambda: Deployment;
afterAll(() => lambda.stop());

test("functions find files beside their code by relative paths, and share a file system that they mount", async () => {
  lambda = await deploy({ watch: false });
  const folder = mkdtempSync(join(tmpdir(), "beside-"));
  writeFileSync(join(folder, "note.txt"), "rye");
  const efs = createEfsEmulator(lambda.cloud);
  lambda.cloud.add(efs);
  const { compute } = resourceTypes.find(({ type }) => type === ACCESS_POINT)!;
  const inputs = { fileSystemId: "fs-1", rootDirectory: { path: "/bread" } };
  const outputs = compute({ name: "Oven", inputs }, lambda.cloud);
  await efs.provision![ACCESS_POINT]!({
    type: ACCESS_POINT,
    name: "Oven",
    urn: "Oven",
    id: String(outputs.id),
    inputs,
    outputs,
  });
  for (const name of ["first", "second"])
    await lambda.add(name, {
      fileSystemConfig: { arn: outputs.arn, localMountPath: "/mnt/oven" },
      build: {
        root: join(import.meta.dirname, "fixtures"),
        handler: "files.handler",
        links: {},
        copyFiles: [{ from: join(folder, "note.txt"), to: "note.txt", isDir: false }],
        nodejs: {},
      },
    });
  await lambda.emulator.start?.();
  const invoke = async (FunctionName: string) => {
    const { Payload } = await lambda.client.send(new InvokeCommand({ FunctionName }));
    return JSON.parse(Payload!.transformToString());
  };
  expect(await invoke("first")).toEqual({ beside: "rye", count: "1" });
  expect(await invoke("second")).toEqual({ beside: "rye", count: "2" });
  const count = join(lambda.cloud.localFolder, "efs/fs-1/bread/count");
  expect(readFileSync(count, "utf8")).toBe("2");
});
