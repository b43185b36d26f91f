import { connect } from "node:net";
import { z } from "zod";
import type { ResourceGraph } from "../core/resource-graph.ts";

const address = z.object({ host: z.string(), port: z.number() });
const byUrl = z.object({ url: z.url() }).transform(({ url }) => {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname, port: Number(port || (protocol === "https:" ? 443 : 80)) };
});

const listens = (host: string, port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (found: boolean) => {
      socket.destroy();
      done(found);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });

/** What links name and nobody serves: a Redis, a MySQL, whatever `dev` of a component says runs on this machine. */
export const missingServers = async ({ devCommands = [], links }: ResourceGraph): Promise<string[]> => {
  const named = devCommands
    .filter(({ message }) => message !== undefined)
    .flatMap(({ name }) => {
      const { data } = z.union([address, byUrl]).safeParse(links[name]);
      return data ? [{ name, ...data }] : [];
    });
  const lines = await Promise.all(
    named.map(async ({ name, host, port }) =>
      (await listens(host, port))
        ? []
        : [
            `${name}: nothing listens at ${host}:${port}, which its link names. Start the server there, or say with \`dev\` of ${name} where it is.`,
          ],
    ),
  );
  return lines.flat();
};
