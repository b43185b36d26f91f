import { createHmac, randomBytes } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import { notAuthorized } from "./grants.ts";
import { type Parameters, requiredParameter } from "./parameters.ts";
import type { Sessions } from "./sessions.ts";
import type { Attempt, Challenge } from "./sign-in.ts";
import { beginExchange, isProof, makeVerifier } from "./srp.ts";
import type { CustomAuth, Session, User } from "./store.ts";
import type { UserPool } from "./user-pool.ts";

/** Proving by SRP that one knows a password. */
export interface PasswordProof {
  /** Of a user who is not there, the answer looks the same; `custom` where challenges of the app's own follow. */
  ask(
    attempt: Attempt,
    who: { username: string; user: User | undefined; a: string; custom?: CustomAuth },
  ): Challenge;
  /** Throws `NotAuthorizedException`. */
  check(pool: UserPool, session: Session, given: Parameters): void;
}

export const wrongPassword = () => notAuthorized("Incorrect username or password.");

export const createPasswordProof = (sessions: Sessions): PasswordProof => {
  /** Makes up the same salt for an unknown name each time, which tells nobody that it is unknown. */
  const decoyKey = randomBytes(32);
  const decoyOf = (poolId: string, username: string) => ({
    ...makeVerifier({ poolId, username }, randomBytes(8).toString("hex")),
    salt: createHmac("sha256", decoyKey).update(username).digest("hex").slice(0, 32),
  });

  return {
    ask({ pool, client }, { username, user, a, ...rest }) {
      const id = user?.username ?? username;
      const srp = beginExchange(id, user?.password ?? decoyOf(pool.id, username), a);
      if (!srp) throw new AwsError("InvalidParameterException", "SRP_A is no public value of SRP.");
      const challenge = "PASSWORD_VERIFIER";
      const session = sessions.open(client, user ?? { poolId: pool.id }, { challenge, srp, ...rest });
      return {
        ChallengeName: challenge,
        ...(rest.custom && { Session: session }),
        ChallengeParameters: {
          SALT: srp.salt,
          SRP_B: srp.b,
          SECRET_BLOCK: Buffer.from(session, "base64url").toString("base64"),
          USERNAME: id,
          USER_ID_FOR_SRP: id,
        },
      };
    },
    check(pool, { srp }, given) {
      const proof = {
        block: requiredParameter(given, "PASSWORD_CLAIM_SECRET_BLOCK"),
        timestamp: requiredParameter(given, "TIMESTAMP"),
        signature: requiredParameter(given, "PASSWORD_CLAIM_SIGNATURE"),
      };
      if (!srp || !isProof(pool.id, srp, proof)) throw wrongPassword();
    },
  };
};
