import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { lastResort } from "./last-resort.ts";

const broken = (code: string) => Object.assign(new Error(`read ${code}`), { code });

test.each([
  ["a rejection nobody handles", "unhandledRejection", new Error("late"), "goes on", false],
  ["a rejection with nothing", "unhandledRejection", undefined, "undefined", false],
  ["a rejection at the start", "unhandledRejection", new Error("late"), "cannot start: Error: late", true],
  ["a connection that breaks", "uncaughtException", broken("ECONNRESET"), "A connection broke", false],
  ["a throw out of a callback", "uncaughtException", new Error("state"), "state may be broken", true],
  ["something thrown that is no error", "uncaughtException", null, "state may be broken", true],
])("%s is said, and ends the process only when state may be broken", (name, event, error, words, ends) => {
  const process = new EventEmitter();
  const said: string[] = [];
  let ended = false;
  lastResort(process, {
    started: () => !name.endsWith("start"),
    say: (message) => said.push(message),
    end: () => {
      ended = true;
    },
  });
  process.emit(event, error);
  expect(said).toEqual([expect.stringContaining(words)]);
  expect(ended).toBe(ends);
});
