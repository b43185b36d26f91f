import type { Engine } from "./engine.ts";
import { PostgresError } from "./error.ts";
import { message, messagesIn, statusIn } from "./messages.ts";
import { applySettings, createSettings, noteChanges, readSettings, type Settings } from "./settings.ts";
import { type Result, resultIn, simpleQuery } from "./statement.ts";
import { createTurns } from "./turns.ts";

/** What one client does with a database. */
export interface Session {
  readonly id: number;
  /** Hands over whole messages, and resolves to what is answered. Rejects with a `PostgresError` when nothing can be. */
  exec(messages: Buffer): Promise<Buffer>;
  /** Rolls back what is open; `last` are messages for which it is too late otherwise. */
  end(last?: readonly Buffer[]): Promise<void>;
  /** Ends its waiting: the client is gone. */
  giveUp(): void;
}

export interface SessionOptions {
  readonly user: string;
  readonly values?: ReadonlyMap<string, string>;
  /** Told what other sessions send to a channel that it listens to. */
  notify?(message: Buffer): void;
}

/** One session of PostgreSQL for many: each has it for a statement, or for a transaction. */
export interface Database {
  session(options: SessionOptions): Session;
  /** Starts it before somebody asks. */
  open(): void;
  close(): Promise<void>;
}

const LISTENS = /(?:^|[;\0])\s*listen\b/i;
const FIRST: Settings = createSettings("postgres", new Map());

const waitedTooLong = () =>
  new PostgresError("55P03", "another connection has a transaction open and does nothing in it", {
    hint: "The local cloud's PostgreSQL has one transaction at a time. Commit it, or use its connection, before another is asked.",
  });

/**
 * `start` is called when somebody asks for the first time, and again after the engine broke. `patienceMs`: how long a
 * session waits for one that has a transaction open and does nothing.
 */
export const createDatabase = (start: () => Engine, patienceMs = 10_000): Database => {
  const turns = createTurns<object>(patienceMs, waitedTooLong);
  const listening = new Set<(message: Buffer) => void>();
  let engine: Engine | undefined;
  let current = FIRST;
  let lastId = 0;

  const run = async (bytes: Buffer): Promise<Buffer> => {
    engine ??= start();
    try {
      return await engine.exec(bytes);
    } catch (cause) {
      void engine.close();
      engine = undefined;
      current = FIRST;
      throw new PostgresError("57P02", `the database ended: ${(cause as Error).message}`);
    }
  };
  const query = async (sql: string): Promise<Result> => resultIn(await run(simpleQuery(sql)));

  /** Gives a session its settings, and keeps those of the one before. */
  const enter = async (settings: Settings) => {
    if (current === settings) return;
    const isPlain = [current, settings].every(({ stale, values }) => !stale && values.size === 0);
    if (isPlain && current.user === settings.user) {
      current = settings;
      return;
    }
    if (current.stale) {
      const { rows } = await query(readSettings(current));
      current.values = new Map(rows.map(([name, value]) => [name!, value!]));
      current.stale = false;
    }
    await query(applySettings(settings));
    current = settings;
  };

  /** Hands what is for listeners to all of them, and returns the rest. */
  const spread = (answer: Buffer): Buffer => {
    const rest: Buffer[] = [];
    for (const { type, body } of messagesIn(answer)) {
      const whole = message(type, body);
      if (type !== "A") rest.push(whole);
      else for (const notify of listening) notify(whole);
    }
    return Buffer.concat(rest);
  };

  return {
    session({ user, values = new Map(), notify }) {
      const settings = createSettings(user, values);
      const exec = async (messages: Buffer): Promise<Buffer> => {
        await turns.take(settings);
        try {
          await enter(settings);
          for (const { type, body } of messagesIn(messages)) {
            if (type !== "Q" && type !== "P") continue;
            const text = body.toString("latin1");
            noteChanges(settings, text);
            if (notify && LISTENS.test(text)) listening.add(notify);
          }
          const answer = await run(messages);
          if (statusIn(answer) === "I") turns.leave(settings);
          else turns.rest(settings);
          return listening.size > 0 ? spread(answer) : answer;
        } catch (error) {
          turns.leave(settings);
          throw error;
        }
      };
      return {
        id: ++lastId,
        exec,
        giveUp: () => turns.giveUp(settings, new PostgresError("57P01", "the client is gone")),
        async end(last = []) {
          if (notify) listening.delete(notify);
          if (!engine || (!turns.has(settings) && last.length === 0)) return;
          await exec(Buffer.concat([message("S"), simpleQuery("ROLLBACK"), ...last, message("S")]));
        },
      };
    },
    open: () => {
      engine ??= start();
    },
    async close() {
      await engine?.close();
      engine = undefined;
    },
  };
};
