import { randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { notAuthorized } from "./grants.ts";
import type { Client, Session, Store, User } from "./store.ts";
import type { UserPool } from "./user-pool.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
const DEFAULT_MINUTES = 3;

/** Sign-ins that wait for an answer, by what the client sends back with it. */
export interface Sessions {
  open(
    client: Client,
    user: Pick<User, "poolId"> & { readonly sub?: string },
    session: Omit<Session, "poolId" | "clientId" | "sub" | "expiresAt">,
  ): string;
  /** Throws unless it waits for the answer to `challenge`, from this client. It goes on waiting. */
  find(pool: UserPool, client: Client, id: string, challenge: string): { session: Session; user?: User };
  change(id: string, session: Session): void;
  close(id: string): void;
}

export const createSessions = ({ sessions }: Store, clock: Clock): Sessions => ({
  open(client, { poolId, sub }, session) {
    const id = randomBytes(48).toString("base64url");
    const expiresAt = clock.now() + (client.authSessionValidity ?? DEFAULT_MINUTES) * 60_000;
    sessions.set(id, { ...session, poolId, clientId: client.id, sub, expiresAt });
    return id;
  },
  find(pool, client, id, challenge) {
    const session = sessions.get(id);
    if (session?.clientId !== client.id || session.challenge !== challenge)
      throw notAuthorized("Invalid session for the user, session can only be used once.");
    const user = session.sub === undefined ? undefined : pool.find(session.sub);
    const isGone = session.sub !== undefined && !user?.enabled;
    if (session.expiresAt <= clock.now() || isGone)
      throw notAuthorized("Invalid session for the user, session is expired.");
    return user ? { session, user } : { session };
  },
  change: (id, session) => void sessions.set(id, session),
  close: (id) => void sessions.delete(id),
});
