import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { missingServers } from "./dev-servers.ts";

const devCommand = (name: string, message?: string) => ({ name, command: "", message });

test("names the servers of `dev` that do not listen", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const graph = {
    devCommands: [devCommand("Cache", "Make sure"), devCommand("Search", "Make sure"), devCommand("Web")],
    links: {
      Cache: { host: "127.0.0.1", port },
      Search: { url: `http://127.0.0.1:${port}` },
      Web: { host: "127.0.0.1", port: 1 },
    },
  } as unknown as ResourceGraph;

  expect(await missingServers(graph)).toEqual([]);
  server.close();
  await once(server, "close");
  expect(await missingServers(graph)).toEqual([
    expect.stringContaining(`Cache: nothing listens at 127.0.0.1:${port}`),
    expect.stringContaining(`Search: nothing listens at 127.0.0.1:${port}`),
  ]);
});
