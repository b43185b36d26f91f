import { connect, createServer, type Socket } from "node:net";

/** A way to `target` that can be cut: open connections are dropped, and new ones refused until it is mended. */
export const openBreakableProxy = async (target: string) => {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let broken = false;
  const server = createServer((incoming) => {
    if (broken) return incoming.destroy();
    const outgoing = connect(Number(port), hostname);
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
    return incoming;
  });
  const drop = () => {
    for (const socket of open) socket.destroy();
  };
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  const url = new URL(target);
  url.port = String(typeof address === "object" && address ? address.port : "");
  return {
    url: url.href,
    cut: () => {
      broken = true;
      drop();
    },
    mend: () => {
      broken = false;
    },
    close: () => {
      server.close();
      drop();
    },
  };
};
