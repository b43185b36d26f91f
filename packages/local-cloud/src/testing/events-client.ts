import { WebSocket } from "ws";

type Frame = Record<string, unknown>;

/** A client of the raw protocol that remembers every frame; only for tests. */
interface TestClient {
  readonly socket: WebSocket;
  readonly frames: Frame[];
  send(frame: Frame | string): void;
  /** The next frame, past or future, that `match` accepts and no earlier call was given. */
  next(match: Frame | ((frame: Frame) => boolean)): Promise<Frame>;
  closed: Promise<void>;
}

const TIMEOUT_MS = 3000;

const includes = (frame: Frame, part: Frame) =>
  Object.entries(part).every(([key, value]) => frame[key] === value);

export const openTestClient = async (
  url: string,
  authorization: object | undefined,
  options: { init?: boolean } = {},
): Promise<TestClient> => {
  const header = Buffer.from(JSON.stringify(authorization) ?? "").toString("base64url");
  const protocols = ["aws-appsync-event-ws", ...(authorization ? [`header-${header}`] : [])];
  const socket = new WebSocket(url, protocols);
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  const given = new Set<Frame>();
  socket.on("message", (data) => {
    frames.push(JSON.parse(data.toString()));
    for (const look of waiting) look();
  });
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  const client: TestClient = {
    socket,
    frames,
    closed,
    send: (frame) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    next: (match) =>
      new Promise((resolve, reject) => {
        const fits = typeof match === "function" ? match : (frame: Frame) => includes(frame, match);
        const look = () => {
          const found = frames.find((frame) => !given.has(frame) && fits(frame));
          if (!found) return;
          given.add(found);
          waiting.delete(look);
          clearTimeout(timer);
          resolve(found);
        };
        const timer = setTimeout(
          () => reject(new Error(`No frame ${JSON.stringify(match)} among ${JSON.stringify(frames)}`)),
          TIMEOUT_MS,
        );
        waiting.add(look);
        look();
      }),
  };
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  if (options.init === false) return client;
  client.send({ type: "connection_init" });
  await client.next((frame) => frame.type === "connection_ack" || frame.type === "connection_error");
  return client;
};
