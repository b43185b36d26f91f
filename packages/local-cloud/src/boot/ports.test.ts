import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { symbolicPort } from "../core/symbolic-port.ts";
import { openPorts } from "./ports.ts";

const names = ["Orders", "Bakery"].map((name) => symbolicPort(name));
const graph = { outputs: names } as unknown as ResourceGraph;

const folder = () => {
  const path = mkdtempSync(join(tmpdir(), "ports-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

test("a server has the port of the last start, while nobody else does", async () => {
  const local = folder();
  const first = await openPorts(graph, local);
  first.close();
  const again = await openPorts(graph, local);
  again.close();
  expect(again.ports).toEqual(first.ports);

  const [taken, kept] = names.map((name) => first.ports[name]);
  const other = createServer();
  await new Promise<void>((done) => other.listen(taken, "127.0.0.1", done));
  const third = await openPorts(graph, local);
  third.close();
  other.close();
  expect(third.ports[names[0]!]).not.toBe(taken);
  expect(third.ports[names[1]!]).toBe(kept);
});

test("a graph without databases opens none", async () => {
  const { servers } = await openPorts({ outputs: {} } as unknown as ResourceGraph, folder());
  expect(servers.size).toBe(0);
});
