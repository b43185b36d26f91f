import { ownCommand } from "../process/own-command.ts";
import { CommandError } from "./command.ts";

/** `fetch` fails with a `TypeError` that has the reason as its cause, also while a body comes. */
const reasonOf = ({ message, cause }: TypeError): string => {
  const { code, message: why } = (cause ?? {}) as { code?: unknown; message?: string };
  return String(code ?? why ?? message);
};

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
    throw new CommandError(
      `The local cloud at ${new URL(url).origin} gave no answer (${reasonOf(error)}). Look at its terminal; if it ended, start it again with ${ownCommand}.`,
    );
  }
};
