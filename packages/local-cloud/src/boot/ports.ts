import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { SYMBOLIC_PORTS } from "../core/symbolic-port.ts";
import { parsed } from "../core/values.ts";
import { LOOPBACK } from "../http/hosts.ts";

/** Servers that a graph needs beside the gateway: of databases, which are no HTTP. */
export interface OwnPorts {
  /** Symbolic port -> the one that is listened at. */
  readonly ports: Readonly<Record<string, number>>;
  /** By the port that they listen at. Whoever serves one says what comes of a connection. */
  readonly servers: ReadonlyMap<number, Server>;
  close(): void;
}

const listenAt = async (port: number): Promise<Server> => {
  const server = createServer();
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  return server;
};

/** Listens for each symbolic port of the graph: at the port of the last start, if it is still free, or at any other. */
export const openPorts = async (graph: ResourceGraph, localFolder: string): Promise<OwnPorts> => {
  const symbolic = [...new Set(JSON.stringify(graph).match(SYMBOLIC_PORTS))];
  if (symbolic.length === 0) return { ports: {}, servers: new Map(), close: () => {} };
  const file = join(localFolder, "ports.json");
  const last = lastPorts(file);
  const servers = new Map<number, Server>();
  const ports: Record<string, number> = {};
  for (const name of symbolic) {
    const known = Number(last[name] ?? 0);
    const server = await listenAt(known).catch(() => listenAt(0));
    ports[name] = (server.address() as AddressInfo).port;
    servers.set(ports[name], server);
  }
  mkdirSync(localFolder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(ports, null, 2)}\n`);
  return {
    ports,
    servers,
    close: () => {
      for (const server of servers.values()) server.close();
    },
  };
};

const lastPorts = (file: string): Record<string, unknown> => {
  try {
    return parsed(readFileSync(file, "utf8")) ?? {};
  } catch {
    return {};
  }
};
