import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { loadExtensions } from "./extensions.ts";
import { identifier, literal } from "./quote.ts";

export interface EngineData {
  /** Where its files are. */
  readonly folder: string;
  readonly database: string;
  /** Who may do everything. */
  readonly user: string;
  readonly password: string;
  /** What is to be there whenever it starts, in SQL. */
  readonly setUp: string;
}

/** To the thread: messages of a client; without any it closes its files. */
export interface ToEngine {
  readonly id: number;
  readonly bytes?: Uint8Array;
}

/** What the server answers, or why it did not. */
export type FromEngine = { readonly id: number } & (
  | { readonly answer: Uint8Array }
  | { readonly failure: string }
);

const port = parentPort!;
const { folder, database, user, password, setUp } = workerData as EngineData;

/** Makes an empty database, elsewhere first: one that is half made would be taken for a whole one. */
const make = async () => {
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const pglite = await PGlite.create({ dataDir: unfinished });
  if (database !== "postgres") await pglite.exec(`CREATE DATABASE ${identifier(database)}`);
  if (user !== "postgres") await pglite.exec(`CREATE ROLE ${identifier(user)}`);
  await pglite.close();
  renameSync(unfinished, folder);
};

/** Empty ones of a database that has not run yet, which a copy of its files lacks. */
const FOLDERS =
  "pg_commit_ts pg_dynshmem pg_logical/mappings pg_logical/snapshots pg_notify pg_replslot pg_serial pg_snapshots " +
  "pg_stat pg_stat_tmp pg_tblspc pg_twophase pg_wal/archive_status pg_wal/summaries";

const open = async () => {
  if (!existsSync(folder)) await make();
  for (const name of FOLDERS.split(" ")) mkdirSync(join(folder, name), { recursive: true });
  const pglite = await PGlite.create({ dataDir: folder, database, extensions: await loadExtensions() });
  await pglite.exec(`ALTER ROLE ${identifier(user)} LOGIN SUPERUSER PASSWORD ${literal(password)}`);
  await pglite.exec(setUp);
  return pglite;
};

const engine = open();
// Whoever asks first is told.
engine.catch(() => {});

port.on("message", async ({ id, bytes }: ToEngine) => {
  try {
    const pglite = await engine;
    if (!bytes) await pglite.close();
    // A copy of its own, so that it can be handed over.
    const answer = bytes ? (await pglite.execProtocolRaw(bytes)).slice() : new Uint8Array();
    port.postMessage({ id, answer } satisfies FromEngine, [answer.buffer]);
  } catch (error) {
    port.postMessage({ id, failure: (error as Error).message } satisfies FromEngine);
  }
});
