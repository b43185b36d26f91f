import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { LOOPBACK } from "../http/hosts.ts";

const LOOK_AGAIN_MS = 100;
const ANY_HOST = /^(0\.0\.0\.0|\[::\])$/;

/** A port that nothing listens on at this moment. */
export const freePort = async (): Promise<number> => {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(0, LOOPBACK, resolve);
  await promise;
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address ? address.port : 0;
};

/** Where a development server says in its output that it listens: an address of this machine, or just a port. */
export const printedAddresses = (output: string): URL[] => {
  const text = stripVTControlCharacters(output);
  const urls = text.matchAll(/http:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::\d+)?/g);
  const ports = text.matchAll(/\bport:? (\d{2,5})\b/gi);
  const found = [...urls]
    .map(([url]) => new URL(url))
    .concat([...ports].flatMap(([, port]) => URL.parse(`http://localhost:${port}`) ?? []));
  for (const url of found) if (ANY_HOST.test(url.hostname)) url.hostname = "localhost";
  return found;
};

const answers = ({ hostname, port }: URL): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 80) });
    const end = (does: boolean) => () => {
      socket.destroy();
      resolve(does);
    };
    socket.once("connect", end(true));
    socket.once("error", end(false));
  });

/** The first of the addresses, as `candidates` knows more of them, at which something listens. */
export const firstListening = async (
  candidates: () => readonly URL[],
  signal: AbortSignal,
): Promise<URL | undefined> => {
  while (!signal.aborted) {
    for (const url of candidates()) if (await answers(url)) return url;
    await pause(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
};
