import { createRequire } from "node:module";
import type { Server, Socket } from "node:net";
import { serveConnection } from "./connection.ts";
import { createDatabase, type Database } from "./database.ts";
import { startEngine } from "./engine.ts";
import type { EngineData } from "./engine-thread.ts";

/** A PostgreSQL behind a port. */
export interface DatabaseServer {
  readonly database: Database;
  stop(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** Whether a package is there that an app installs by its own choice. */
export const isInstalled = (name: string): boolean => {
  try {
    return require.resolve(name) !== "";
  } catch {
    return false;
  }
};

/** Serves a database at the port of a server that listens already; PostgreSQL starts when somebody asks. */
export const serveDatabase = (server: Server, data: EngineData): DatabaseServer => {
  const sockets = new Set<Socket>();
  const served = createDatabase(() => startEngine(data));
  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    void serveConnection(socket, served, data.database);
  };
  server.on("connection", accept);
  return {
    database: served,
    async stop() {
      server.off("connection", accept);
      for (const socket of sockets) socket.destroy();
      await served.close();
    },
  };
};
