import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Takes the connections that begin in its way. */
export interface Speaker {
  /** Whether a connection that begins so is its own; undefined while that is too little to tell. */
  takes(begin: Buffer): boolean | undefined;
  accept(socket: Socket): void;
}

/** A speaker as long as something is set, and another when that is another. */
export const asSet = <Setting>(
  setting: () => Setting | undefined,
  speakerOf: (setting: Setting) => Speaker,
): Speaker => {
  let known: { readonly of: Setting; readonly speaker: Speaker } | undefined;
  const current = () => {
    const of = setting();
    if (of === undefined) return undefined;
    if (known?.of !== of) known = { of, speaker: speakerOf(of) };
    return known.speaker;
  };
  return {
    takes(begin) {
      const speaker = current();
      return speaker ? speaker.takes(begin) : false;
    },
    accept: (socket) => current()?.accept(socket),
  };
};

/** What of a text a connection's beginning may be: all of it, a part, or neither. */
export const startsWith =
  (mark: string) =>
  (begin: Buffer): boolean | undefined => {
    const text = begin.subarray(0, mark.length).toString("latin1");
    if (text === mark) return true;
    return mark.startsWith(text) ? undefined : false;
  };

/**
 * Lets a port of HTTP/1.1 speak other protocols to whoever begins with them; a connection has `beginMs` to do so. The
 * speakers get `http1` for connections that carry it inside. Returns how to end those that HTTP/1.1 does not know of.
 */
export const tellApart = (
  server: Server,
  beginMs: number,
  speakers: (http1: (socket: Socket) => void) => readonly Speaker[],
): (() => void) => {
  const sockets = new Set<Socket>();
  const [listener] = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  const http1 = (socket: Socket) => listener!.call(server, socket);
  const others = speakers(http1);

  server.on("connection", (socket: Socket) => {
    const end = () => socket.destroy();
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.setTimeout(beginMs, end);
    socket.on("error", end);
    let seen = Buffer.alloc(0);
    const look = () => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      seen = Buffer.concat([seen, chunk]);
      const other = others.find((each) => each.takes(seen) !== false);
      if (other && !other.takes(seen)) return;
      socket.unshift(seen);
      socket.removeListener("readable", look);
      socket.removeListener("error", end);
      socket.removeListener("timeout", end);
      socket.setTimeout(0);
      if (other) return other.accept(socket);
      sockets.delete(socket);
      http1(socket);
    };
    socket.on("readable", look);
  });

  return () => {
    for (const socket of sockets) socket.destroy();
  };
};
