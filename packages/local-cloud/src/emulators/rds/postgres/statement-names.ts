import { type Message, message } from "./messages.ts";

/** Prepared statements of one connection, whose names mean nothing to another. */
export interface StatementNames {
  /** The message as the one session of the engine gets it. */
  ours(message: Message): Buffer;
  /** Messages that close what is still prepared. */
  closeAll(): Buffer[];
}

export const createStatementNames = (prefix: string): StatementNames => {
  const known = new Set<string>();

  /** With the text at `at` prefixed; the unnamed statement is a new one each time. */
  const renamed = ({ type, body }: Message, at: number): Buffer => {
    const name = body.toString("utf8", at, body.indexOf(0, at));
    if (name !== "" && type === "P") known.add(prefix + name);
    if (name !== "" && type === "C") known.delete(prefix + name);
    return name === ""
      ? message(type, body)
      : message(type, body.subarray(0, at), Buffer.from(prefix), body.subarray(at));
  };

  return {
    ours(incoming) {
      const { type, body } = incoming;
      if (type === "P") return renamed(incoming, 0);
      if (type === "B") return renamed(incoming, body.indexOf(0) + 1);
      if ((type === "D" || type === "C") && body[0] === 0x53) return renamed(incoming, 1);
      return message(type, body);
    },
    closeAll: () => [...known].map((name) => message("C", Buffer.from(`S${name}\0`))),
  };
};
