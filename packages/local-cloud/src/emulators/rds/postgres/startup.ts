import type { Socket } from "node:net";
import { int32, message, readyForQuery, textsIn, zeroEnded } from "./messages.ts";
import { readMessage, type Take } from "./reader.ts";

/** What a client begins with, by what stands where others have the protocol's version. */
const CANCEL = 80_877_102;
const ENCRYPTION: readonly number[] = [80_877_103, 80_877_104];
const VERSION_3 = 3 << 16;
const MAX_BYTES = 10_000;

/** What the client says of itself: `user`, `database`, and settings of its session. Undefined when it says nothing. */
export const readStartup = async (
  take: Take,
  socket: Socket,
): Promise<Record<string, string> | undefined> => {
  for (;;) {
    const head = await take(8);
    const length = (head?.readInt32BE(0) ?? 0) - 8;
    if (!head || length < 0 || length > MAX_BYTES) return undefined;
    const body = await take(length);
    const code = head.readInt32BE(4);
    // Statements here cannot be cancelled: they run to their end before anything else is looked at.
    if (!body || code === CANCEL) return undefined;
    if (ENCRYPTION.includes(code)) {
      socket.write("N");
      continue;
    }
    if (code >> 16 !== 3) return undefined;
    if (code > VERSION_3) socket.write(message("v", int32(VERSION_3), int32(0)));
    const texts = textsIn(body);
    return Object.fromEntries(
      texts.flatMap((name, index) => (index % 2 === 0 ? [[name, texts[index + 1] ?? ""]] : [])),
    );
  }
};

/** Asks for the password, as it is: it comes over loopback. */
export const readPassword = async (take: Take, socket: Socket): Promise<string | undefined> => {
  socket.write(message("R", int32(3)));
  const answer = await readMessage(take);
  return answer?.type === "p" ? (textsIn(answer.body)[0] ?? "") : undefined;
};

/** What a client hears once it is let in. */
export const welcome = (processId: number, settings: Iterable<readonly string[]>): Buffer =>
  Buffer.concat([
    message("R", int32(0)),
    ...[...settings].map((pair) => message("S", ...pair.map(zeroEnded))),
    message("K", int32(processId), int32(0)),
    readyForQuery,
  ]);
