import type { Socket } from "node:net";
import { createServer, type Server } from "node:tls";
import type { Speaker } from "./tell-apart.ts";

/** A certificate and its key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Tls {
  /** Asked for at the first connection. */
  certificate(): Promise<Certificate>;
  /** Told when a client does not trust the certificate. */
  untrusted(): void;
}

/** First byte of a handshake: https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const HANDSHAKE = 0x16;
const NO_TRUST = /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN)/;

/** TLS, and inside of it what `inner` speaks. */
export const tlsSpeaker = (
  { certificate, untrusted }: Tls,
  handshakeTimeout: number,
  inner: (socket: Socket) => void,
): Speaker => {
  let starting: Promise<Server> | undefined;
  const start = async () => {
    const server = createServer(
      { ...(await certificate()), handshakeTimeout, ALPNProtocols: ["http/1.1"] },
      inner,
    );
    server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
      socket.destroy();
      if (NO_TRUST.test(error.code ?? "")) untrusted();
    });
    return server;
  };
  return {
    takes: (begin) => begin[0] === HANDSHAKE,
    accept(socket) {
      starting ??= start();
      starting.then(
        (server) => server.emit("connection", socket),
        // `certificate` has said why.
        () => socket.destroy(),
      );
    },
  };
};
