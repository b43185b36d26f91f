import type { ServerResponse } from "node:http";

type Own = Pick<ServerResponse, "write" | "end">;

/** Lets all that is written to an answer from now on wait, in its order. `until` must not reject. */
export const holdWrites = (response: ServerResponse, own: Own, until: () => Promise<void>): void => {
  const waiting: (() => void)[] = [];
  const go = () => {
    if (response.destroyed) return;
    for (const write of waiting.splice(0)) write();
    if (!response.writableNeedDrain) response.emit("drain");
  };
  const later = (write: () => void) => {
    if (waiting.push(write) === 1)
      until()
        .then(go)
        // What Node refuses to send.
        .catch(() => response.destroy());
  };
  Object.assign(response, {
    write(...args: Parameters<Own["write"]>) {
      later(() => own.write(...args));
      return false;
    },
    end(...args: Parameters<Own["end"]>) {
      later(() => own.end(...args));
      return response;
    },
  });
};
