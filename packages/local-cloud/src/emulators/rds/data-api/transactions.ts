import { randomBytes } from "node:crypto";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cancel, Clock } from "../../../core/clock.ts";
import type { Session } from "../postgres/database.ts";

/** Transactions of the Data API, each with a session of its own. */
export interface Transactions {
  add(session: Session, clusterArn: string): string;
  /** Throws TransactionNotFoundException; whoever uses one keeps it alive. */
  get(id: string, clusterArn: string): Session;
  /** The same, and it is no longer there. */
  take(id: string, clusterArn: string): Session;
}

/** https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/API_BeginTransaction.html */
const IDLE_MS = 3 * 60_000;

export const createTransactions = (clock: Clock): Transactions => {
  const open = new Map<string, { session: Session; clusterArn: string; cancel: Cancel }>();

  const remove = (id: string) => {
    open.get(id)?.cancel();
    open.delete(id);
  };
  const expire = (id: string, session: Session) =>
    clock.schedule(IDLE_MS, () => {
      remove(id);
      // Nobody waits for it; if its database is broken, it is not open any more either.
      session.end().catch(() => {});
    });
  const find = (id: string, clusterArn: string) => {
    const found = open.get(id);
    if (found?.clusterArn === clusterArn) return found;
    throw new AwsError("TransactionNotFoundException", `Transaction ${id} is not found`, { status: 404 });
  };

  return {
    add(session, clusterArn) {
      const id = randomBytes(48).toString("base64");
      open.set(id, { session, clusterArn, cancel: expire(id, session) });
      return id;
    },
    get(id, clusterArn) {
      const found = find(id, clusterArn);
      found.cancel();
      found.cancel = expire(id, found.session);
      return found.session;
    },
    take(id, clusterArn) {
      const { session } = find(id, clusterArn);
      remove(id);
      return session;
    },
  };
};
