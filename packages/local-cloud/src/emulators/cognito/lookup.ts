import { AwsError } from "../../core/aws-error.ts";
import type { Caller } from "../../core/cloud.ts";
import { checkSecretHash } from "./parameters.ts";
import type { Act, Attempt } from "./sign-in.ts";
import type { Client, Store, User } from "./store.ts";
import type { UserPool } from "./user-pool.ts";

/** What operations name. Each throws Cognito's error for what is not there. */
export interface Lookup {
  pool(id: string): UserPool;
  client(id: string, pool?: UserPool): { pool: UserPool; client: Client };
  user(key: { UserPoolId: string; Username: string }): { pool: UserPool; user: User };
  /** Of an app that says which client it is, and proves that where the client has a secret. */
  attempt(
    given: {
      readonly ClientId: string;
      readonly Username: string;
      readonly SecretHash?: string | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
    },
    caller: Caller,
  ): Attempt;
}

export const createLookup = (pools: ReadonlyMap<string, UserPool>, { clients }: Store): Lookup => {
  const pool: Lookup["pool"] = (id) => {
    const found = pools.get(id);
    if (!found) throw new AwsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
    return found;
  };
  const client: Lookup["client"] = (id, inPool) => {
    const found = clients.get(id);
    const itsPool = found && pools.get(found.userPoolId);
    if (!itsPool || (inPool && inPool.id !== itsPool.id))
      throw new AwsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
    return { pool: itsPool, client: found };
  };
  return {
    pool,
    client,
    user({ UserPoolId, Username }) {
      const itsPool = pool(UserPoolId);
      const user = itsPool.find(Username);
      if (!user) throw new AwsError("UserNotFoundException", "User does not exist.");
      return { pool: itsPool, user };
    },
    attempt({ ClientId, Username, SecretHash, ClientMetadata: metadata }, caller) {
      const found = client(ClientId);
      checkSecretHash(found.client, Username, SecretHash);
      return { ...found, caller, metadata };
    },
  };
};

/** What an administrator does, which no app client has a part in. */
export const byAdministrator = (pool: UserPool, caller: Caller, metadata?: Act["metadata"]): Act => ({
  pool,
  client: { id: "CLIENT_ID_NOT_APPLICABLE" },
  caller,
  metadata,
});
