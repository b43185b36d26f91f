import { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type Listener, type ListenerOptions, listen } from "./listen.ts";
import { HttpRefusal } from "./refusal.ts";

/** Ports that stay open while those who answer behind them are replaced. */
export interface Doors {
  /** As `listen`; a port that was closed since is taken over with all its connections. */
  readonly listen: typeof listen;
  /** From now on, what comes waits. Resolves when what came before is answered, or at the latest after a moment. */
  hold(): Promise<void>;
  /** Lets in who waits, to those who listen now; ports where nobody does are closed. */
  open(): Promise<void>;
  close(): Promise<void>;
}

interface Door {
  readonly listener: Listener;
  /** As it was wanted: 0 is any port. */
  readonly port: number;
  /** Who answers; undefined between two. */
  behind: ListenerOptions | undefined;
  /** Who did last. */
  before: ListenerOptions;
  /** What is being answered, or has become a WebSocket. */
  readonly inside: Set<ServerResponse | Duplex>;
}

/** Less than most clients are patient. */
const WAITS_MS = 20_000;
/** Most requests are answered by then; some wait for a message for 20 s, and ask again when they are cut off. */
const LEAVES_MS = 200;

const late = () =>
  new HttpRefusal(
    503,
    "Starting",
    "The local cloud is starting or taking over a changed config, which takes long.",
  );

export const createDoors = (): Doors => {
  const doors = new Set<Door>();
  let opening: PromiseWithResolvers<void> | undefined;

  const opened = async (): Promise<void> => {
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(late()), WAITS_MS);
    try {
      while (opening) await Promise.race([opening.promise, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  };

  const left = (): Promise<unknown> =>
    Promise.all(
      [...doors]
        .flatMap(({ inside }) => [...inside])
        .filter((one) => one instanceof ServerResponse)
        .map((one) => new Promise((resolve) => one.once("close", resolve))),
    );

  const build = async (options: ListenerOptions): Promise<Door> => {
    const inside: Door["inside"] = new Set();
    const enter = (coming: ServerResponse | Duplex) => {
      inside.add(coming);
      coming.once("close", () => inside.delete(coming));
    };
    const place: Omit<Door, "listener"> = { port: options.port, behind: options, before: options, inside };
    const behind = () => {
      if (!place.behind) throw late();
      return place.behind;
    };
    const listener = await listen({
      port: options.port,
      get name() {
        return place.before.name;
      },
      get headers() {
        return place.before.headers;
      },
      get keepAliveMs() {
        return place.before.keepAliveMs;
      },
      get http2() {
        return place.before.http2;
      },
      get tls() {
        return place.before.tls;
      },
      get upgrade() {
        return place.before.upgrade;
      },
      get settled() {
        return place.behind?.settled;
      },
      admit: (coming) => {
        if (opening) return opened().then(() => enter(coming));
        enter(coming);
        return undefined;
      },
      guard: (request, url) => behind().guard(request, url),
      handle: (exchange) => behind().handle(exchange),
      describe: (refusal) => place.behind?.describe?.(refusal) ?? { message: refusal.message },
      warn: (message) => place.behind?.warn(message),
    });
    const door = Object.assign(place, { listener });
    doors.add(door);
    return door;
  };

  return {
    async listen(options) {
      // Whatever is called otherwise now, a port that was chosen stays.
      const isSame = ({ port, before }: Door) =>
        port === options.port && (port !== 0 || before.name === options.name);
      const known = [...doors].find((each) => !each.behind && isSame(each));
      const door = known ?? (await build(options));
      Object.assign(door, { behind: options, before: options });
      return {
        ...door.listener,
        async close() {
          if (door.behind !== options) return;
          door.behind = undefined;
          for (const one of door.inside) one.destroy();
          if (opening) return;
          doors.delete(door);
          await door.listener.close();
        },
      };
    },
    async hold() {
      opening ??= Promise.withResolvers();
      let timer: NodeJS.Timeout | undefined;
      const moment = new Promise((resolve) => {
        timer = setTimeout(resolve, LEAVES_MS);
      });
      await Promise.race([left(), moment]);
      clearTimeout(timer);
    },
    async open() {
      opening?.resolve();
      opening = undefined;
      const unused = [...doors].filter(({ behind }) => !behind);
      for (const door of unused) doors.delete(door);
      await Promise.all(unused.map(({ listener }) => listener.close()));
    },
    async close() {
      opening?.resolve();
      opening = undefined;
      await Promise.all([...doors].map(({ listener }) => listener.close()));
    },
  };
};
