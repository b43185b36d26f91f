import type { Duplex } from "node:stream";

/** Answers a WebSocket that cannot be taken over, and lets go of it. */
export const refuseUpgrade = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
};
