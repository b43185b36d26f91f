import { type IncomingHttpHeaders, request } from "node:http";
import { ownCommand } from "../process/own-command.ts";
import { CommandError } from "./command.ts";

/** `fetch` fails with a `TypeError` that has the reason as its cause, also while a body comes. */
const reasonOf = ({ message, cause }: TypeError): string => {
  const { code, message: why } = (cause ?? {}) as { code?: unknown; message?: string };
  return String(code ?? why ?? message);
};

const noAnswer = (url: string | URL, reason: string) =>
  new CommandError(
    `The local cloud at ${new URL(url).origin} gave no answer (${reason}). Look at its terminal; if it ended, start it again with ${ownCommand}.`,
  );

/** Sends a request to a running local cloud and reads the answer; throws a `CommandError` when it ends meanwhile. */
export const reach = async <Answer>(
  url: string | URL,
  init: RequestInit,
  read: (response: Response) => Promise<Answer>,
): Promise<Answer> => {
  try {
    return await read(await fetch(url, init));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw noAnswer(url, reasonOf(error));
  }
};

/** Posts, and waits however long it takes: `fetch` gives up after five minutes, and a function may take a quarter of an hour. */
export const postPatiently = (
  url: string | URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> =>
  new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(noAnswer(url, error.code ?? error.message));
    const sent = request(url, { method: "POST", headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", failed);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on("error", failed);
    sent.end(body);
  });
