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
  /** Who answers; undefined between two. */
  behind: ListenerOptions | undefined;
  /** What is being answered, or has become a WebSocket. */
  readonly inside: Set<ServerResponse | Duplex>;
}

/** Less than most clients are patient. */
const WAITS_MS = 20_000;
/** Most requests are answered by then; some wait for a message for 20 s, and ask again when they are cut off. */
const LEAVES_MS = 200;

const late = () =>
  new HttpRefusal(503, "Starting", "The local cloud is taking over a changed config, which takes long.");

export const createDoors = (): Doors => {
  const doors = new Map<number | string, Door>();
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
      [...doors.values()]
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
    const behind = () => {
      if (!door.behind) throw late();
      return door.behind;
    };
    const listener = await listen({
      ...options,
      get name() {
        return behind().name;
      },
      get settled() {
        return door.behind?.settled;
      },
      admit: (coming) => {
        if (opening) return opened().then(() => enter(coming));
        enter(coming);
        return undefined;
      },
      guard: (request, url) => behind().guard(request, url),
      handle: (exchange) => behind().handle(exchange),
      ...(options.upgrade && { upgrade: (...args) => behind().upgrade?.(...args) }),
      ...(options.tls && {
        tls: {
          certificate: () => behind().tls!.certificate(),
          untrusted: () => door.behind?.tls?.untrusted(),
        },
      }),
      describe: (refusal) => door.behind?.describe?.(refusal) ?? { message: refusal.message },
      warn: (message) => door.behind?.warn(message),
    });
    const door: Door = { listener, behind: options, inside };
    return door;
  };

  return {
    async listen(options) {
      // Whatever is called otherwise now, a port that was chosen stays.
      const key = options.port || options.name;
      const known = doors.get(key);
      if (known && !known.behind) known.behind = options;
      else doors.set(key, await build(options));
      const door = doors.get(key)!;
      return {
        ...door.listener,
        async close() {
          if (door.behind !== options) return;
          door.behind = undefined;
          for (const one of door.inside) one.destroy();
          if (opening) return;
          doors.delete(key);
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
      const unused = [...doors].filter(([, { behind }]) => !behind);
      for (const [key] of unused) doors.delete(key);
      await Promise.all(unused.map(([, { listener }]) => listener.close()));
    },
    async close() {
      opening = undefined;
      await Promise.all([...doors.values()].map(({ listener }) => listener.close()));
    },
  };
};
