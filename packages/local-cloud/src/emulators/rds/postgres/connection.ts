import type { Socket } from "node:net";
import type { Database, Session } from "./database.ts";
import { errorMessage, PostgresError } from "./error.ts";
import { int16, type Message, message, messagesIn, readyForQuery } from "./messages.ts";
import { readMessage, type Take, takeFrom } from "./reader.ts";
import { reportedSettings, signIn } from "./sign-in.ts";
import { readPassword, readStartup, welcome } from "./startup.ts";
import { createStatementNames } from "./statement-names.ts";

/** Parameters of a client that are no settings of its session. */
const NO_SETTINGS = new Set(["user", "database", "options", "replication"]);

/** `-c name=value` of `options`, with spaces escaped by backslashes. */
const optionsIn = (text = ""): [string, string][] =>
  [...text.matchAll(/(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)/g)].map(([, name = "", value = ""]) => [
    name.replaceAll("-", "_"),
    value.replaceAll(/\\(.)/g, "$1"),
  ]);

const asPostgresError = (error: unknown) =>
  error instanceof PostgresError ? error : new PostgresError("XX000", (error as Error).message);

/** Lets a client in, and gives it a session; undefined when it went away. */
const open = async (take: Take, socket: Socket, database: Database, name: string) => {
  const startup = await readStartup(take, socket);
  if (!startup) return undefined;
  const { user = "", database: asked = user, options } = startup;
  const password = await readPassword(take, socket);
  if (password === undefined) return undefined;
  await signIn(database, user, password);
  if (asked !== name)
    throw new PostgresError("3D000", `database "${asked}" does not exist`, {
      hint: `There is one database here, "${name}".`,
    });
  const settings = Object.entries(startup).filter(([setting]) => !NO_SETTINGS.has(setting));
  const session = database.session({
    user,
    values: new Map([...settings, ...optionsIn(options)]),
    notify: (notification) => socket.write(notification),
  });
  socket.write(welcome(session.id, await reportedSettings(session.exec)));
  return session;
};

const COPIES_IN = /^\s*copy\b[\s\S]*\bfrom\s+stdin\b/i;

/** What is copied in must be there when the engine is asked: it waits for nobody. */
const readCopy = async (take: Take, socket: Socket): Promise<Message[]> => {
  socket.write(message("G", Buffer.from([0]), int16(0)));
  const rows: Message[] = [];
  for (;;) {
    const next = await readMessage(take);
    if (!next) return [...rows, { type: "f", body: Buffer.from("the client is gone\0") }];
    rows.push(next);
    if (next.type === "c" || next.type === "f") return rows;
  }
};

/** After these a client waits for an answer: a query, a call of a function, Sync and Flush. */
const ASKS = new Set(["Q", "F", "S", "H"]);

const answerAll = async (take: Take, socket: Socket, session: Session) => {
  const names = createStatementNames(`${session.id}:`);
  let asked: Buffer[] = [];
  // After an error nothing counts until the client has seen it, and says so by Sync.
  let skips = false;
  try {
    for (;;) {
      const next = await readMessage(take);
      if (!next || next.type === "X") return;
      if (skips && next.type !== "S") continue;
      asked.push(names.ours(next));
      if (!ASKS.has(next.type)) continue;
      const copied = next.type === "Q" && COPIES_IN.test(next.body.toString());
      if (copied) for (const { type, body } of await readCopy(take, socket)) asked.push(message(type, body));
      try {
        const answer = skips ? readyForQuery : await session.exec(Buffer.concat(asked));
        socket.write(copied ? withoutCopyResponse(answer) : answer);
        skips = false;
      } catch (error) {
        socket.write(errorMessage("ERROR", asPostgresError(error)));
        skips = next.type === "H";
        if (!skips) socket.write(readyForQuery);
      }
      asked = [];
    }
  } finally {
    await session.end(names.closeAll());
  }
};

/** The client has had one before it sent its rows. */
const withoutCopyResponse = (answer: Buffer) =>
  Buffer.concat(
    [...messagesIn(answer)].flatMap(({ type, body }) => (type === "G" ? [] : [message(type, body)])),
  );

/** Serves one client until it goes. Never rejects. `name` is the one database there is. */
export const serveConnection = async (socket: Socket, database: Database, name: string): Promise<void> => {
  // What becomes of the connection shows when it is read from.
  socket.on("error", () => {});
  socket.setNoDelay(true);
  try {
    const take = takeFrom(socket);
    const session = await open(take, socket, database, name);
    if (!session) return;
    socket.once("close", () => session.giveUp());
    await answerAll(take, socket, session);
  } catch (error) {
    if (socket.writable) socket.write(errorMessage("FATAL", asPostgresError(error)));
  } finally {
    socket.end();
  }
};
