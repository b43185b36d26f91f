import { AwsError } from "../../core/aws-error.ts";
import type { Clock } from "../../core/clock.ts";
import { type Grants, notAuthorized } from "./grants.ts";
import type { Lookup } from "./lookup.ts";
import { methodsOf, takeTotp } from "./second-factor.ts";
import type { Session, Store, Totp, User } from "./store.ts";
import { makeSecret } from "./totp.ts";
import type { UserPool } from "./user-pool.ts";

/** Whoever is signed in, or about to be. */
interface Proof {
  readonly AccessToken?: string | undefined;
  readonly Session?: string | undefined;
}

/** Setting up authenticator apps. */
export interface SoftwareTokens {
  /** A new secret, which counts when `verify` got a code of it. */
  associate(proof: Proof): Promise<string>;
  /** Throws `EnableSoftwareTokenMFAException` for a wrong code. */
  verify(proof: Proof, code: string): Promise<void>;
}

interface Parts {
  readonly lookup: Lookup;
  readonly grants: Grants;
  readonly store: Store;
  readonly clock: Clock;
}

export const createSoftwareTokens = ({ lookup, grants, store, clock }: Parts): SoftwareTokens => {
  const subjectOf = async ({
    AccessToken,
    Session: id = "",
  }: Proof): Promise<{ pool: UserPool; user: User; session?: Session }> => {
    if (AccessToken !== undefined) return grants.bearerOf(AccessToken);
    const session = store.sessions.get(id);
    const pool = session && lookup.pool(session.poolId);
    const user = session?.sub === undefined ? undefined : pool?.find(session.sub);
    const isOpen = session?.challenge === "MFA_SETUP" && session.expiresAt > clock.now();
    if (!pool || !user || !isOpen) throw notAuthorized("Invalid session for the user.");
    return { pool, user, session };
  };
  /** A sign-in that is not over yet keeps it until then. */
  const save = (
    { pool, user, session }: Awaited<ReturnType<typeof subjectOf>>,
    { Session: id = "" }: Proof,
    totp: Totp,
  ) => {
    if (session) store.sessions.set(id, { ...session, totp });
    else pool.change(user, { totp });
  };

  return {
    async associate(proof) {
      const subject = await subjectOf(proof);
      if (!methodsOf(subject.pool).includes("SOFTWARE_TOKEN_MFA"))
        throw new AwsError(
          "SoftwareTokenMFANotFoundException",
          "Software Token MFA is not enabled by the userPool.",
        );
      const secret = makeSecret();
      save(subject, proof, { secret, verified: false });
      return secret;
    },
    async verify(proof, code) {
      const subject = await subjectOf(proof);
      const { totp } = subject.session ?? subject.user;
      const taken = totp && takeTotp(totp, code, clock.now());
      if (taken === undefined)
        throw new AwsError("InvalidParameterException", "User has no software token: associate one first.");
      if (typeof taken === "string") throw new AwsError("EnableSoftwareTokenMFAException", "Code mismatch");
      save(subject, proof, { ...taken, verified: true });
    },
  };
};
