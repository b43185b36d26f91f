import type { ServerResponse } from "node:http";

type Name = "writeHead" | "flushHeaders" | "write" | "end";

/**
 * Lets all that is written to an answer wait for `until`, in its order; what has nothing to wait for goes out at once.
 * `until` must not reject.
 */
export const holdWrites = (response: ServerResponse, until: () => Promise<void> | undefined): void => {
  const { writeHead, flushHeaders, write, end } = response;
  const own = { writeHead, flushHeaders, write, end };
  const waiting: [name: Name, args: unknown[]][] = [];
  /** Node's methods call each other. */
  let isGoing = false;

  const go = (name: Name, args: unknown[]): unknown => {
    isGoing = true;
    try {
      return Reflect.apply(own[name], response, args);
    } finally {
      isGoing = false;
    }
  };
  const goOn = () => {
    if (response.destroyed) return;
    for (const [name, args] of waiting.splice(0)) go(name, args);
    if (!response.writableNeedDrain) response.emit("drain");
  };
  const isHeld = (name: Name, args: unknown[]): boolean => {
    if (isGoing) return false;
    if (waiting.length === 0) {
      const open = until();
      if (!open) return false;
      // What Node refuses to send, such as a status that is none.
      open.then(goOn).catch(() => response.destroy());
    }
    waiting.push([name, args]);
    return true;
  };
  Object.assign(response, {
    writeHead: (...args: unknown[]) => (isHeld("writeHead", args) ? response : go("writeHead", args)),
    flushHeaders: (...args: unknown[]) => void (isHeld("flushHeaders", args) || go("flushHeaders", args)),
    write: (...args: unknown[]) => (isHeld("write", args) ? false : go("write", args)),
    end: (...args: unknown[]) => (isHeld("end", args) ? response : go("end", args)),
  });
};
