import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { takeLock } from "../boot/lock.ts";
import { logs } from "./logs.ts";

test("following ends with exit code 1 when the local cloud does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "logs-"));
  onTestFinished(await takeLock(folder));
  const server = createServer((request, response) => {
    if (request.url === "/api/stream")
      response.write("event: hello\ndata: {}\n\n", () => request.socket.end());
    else response.end(JSON.stringify({ lines: [] }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outputs = { awsEndpoint: url, webUrl: url, consoleUrl: url, region: "eu-west-1" };
  writeFileSync(join(folder, "outputs.json"), JSON.stringify(outputs));
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());

  expect(await logs.run(["--follow", "--local-folder", folder])).toBe(1);
  expect(said).toHaveBeenCalledWith("The local cloud ended.");
});
