import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { connect as secureConnect } from "node:tls";
import { afterEach, expect, test, vi } from "vitest";
import { rawRequest, sendRaw, statusOf } from "../testing/raw.ts";
import { certificateFile, ensureCertificate } from "./certificate.ts";
import { type Listener, listen } from "./listen.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const start = async () => {
  const file = certificateFile(mkdtempSync(join(tmpdir(), "local-cloud-")));
  const untrusted = vi.fn();
  const warn = vi.fn();
  const listener: Listener = await listen({
    name: "The port",
    port: 0,
    http2: true,
    tls: { certificate: () => ensureCertificate(file), untrusted },
    guard: () => undefined,
    handle: ({ response, url }) => response.end(url.pathname),
    warn,
  });
  ends.push(listener.close);
  return { ...listener, file, untrusted, warn };
};

const secretly = (port: number, path: string, ca?: string) =>
  new Promise<string>((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, ca, agent: false }, (response) =>
      response.setEncoding("utf8").on("data", resolve),
    );
    asked.on("error", reject).end();
  });

test("a port speaks HTTP with TLS and without, to whoever begins with it", async () => {
  const { port, url, file } = await start();
  expect(await (await fetch(`${url}/plain`)).text()).toBe("/plain");
  const { cert } = await ensureCertificate(file);
  expect(await secretly(port, "/secret", cert)).toBe("/secret");
});

/** A handshake that ends with an alert, as browsers send it; Node's own clients hang up without a word. */
const distrust = async (port: number) => {
  const { promise: hello, resolve } = Promise.withResolvers<Buffer>();
  const stream = new Duplex({ read() {}, write: resolve });
  secureConnect({ socket: stream }).on("error", () => {});
  const socket = connect(port, "127.0.0.1");
  socket.write(await hello);
  await once(socket, "data");
  const unknownCa = 48;
  socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, unknownCa]));
  stream.destroy();
};

test("who does not trust the certificate is told of, and a broken handshake is survived", async () => {
  const { port, untrusted, warn } = await start();
  await expect(secretly(port, "/")).rejects.toThrow("self-signed");
  await distrust(port);
  await expect.poll(() => untrusted.mock.calls.length).toBe(1);
  // A record with nothing of a handshake in it.
  await sendRaw(port, Buffer.from("\x16\x03\x01\x00\x05nonsense", "latin1"));
  expect(statusOf(await sendRaw(port, rawRequest("GET / HTTP/1.1")))).toBe(200);
  expect(warn).not.toHaveBeenCalled();
});

test("a certificate stays the same, and one that is damaged is made anew", async () => {
  const { file } = await start();
  const first = await ensureCertificate(file);
  expect(await ensureCertificate(file)).toEqual(first);
  writeFileSync(file, readFileSync(file, "utf8").slice(0, 100));
  expect((await ensureCertificate(file)).cert).not.toBe(first.cert);
});
