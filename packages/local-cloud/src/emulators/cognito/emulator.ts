import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Surroundings } from "../../core/service.ts";
import { createAddresses } from "./addresses.ts";
import { adminOperations } from "./admin-operations.ts";
import { authOperations } from "./auth-operations.ts";
import { createCodes } from "./codes.ts";
import { controlOperations } from "./control.ts";
import { createCustomChallenges } from "./custom-auth.ts";
import { expire } from "./expire.ts";
import { createFirstFactors } from "./first-factor.ts";
import { createGrants } from "./grants.ts";
import { groupOperations } from "./group-operations.ts";
import { createHosted } from "./hosted/host.ts";
import { hostedOperations } from "./hosted/operations.ts";
import { createKeptPools } from "./kept-pools.ts";
import { keySetHost } from "./key-set-host.ts";
import { keepSigningKey } from "./keys.ts";
import { listOperations } from "./list-users.ts";
import { createLookup } from "./lookup.ts";
import { createMessages } from "./messages.ts";
import { mfaOperations } from "./mfa-operations.ts";
import { createMigrate } from "./migration.ts";
import { createPasswordProof } from "./password-proof.ts";
import { profileOperations } from "./profile-operations.ts";
import { provisioners } from "./provision.ts";
import { createRecovery } from "./recovery.ts";
import { createRegistration } from "./registration.ts";
import { userPoolArn } from "./resources.ts";
import { createSecondFactor } from "./second-factor.ts";
import { createSessions } from "./sessions.ts";
import { createSignIns } from "./sign-in.ts";
import { signUpOperations } from "./sign-up-operations.ts";
import { createSoftwareTokens } from "./software-tokens.ts";
import { createStore } from "./store.ts";
import { createTokenVerifier } from "./tokens.ts";
import { createTriggers } from "./triggers.ts";
import type { UserPool } from "./user-pool.ts";

export { type Claims, TokenError } from "./tokens.ts";

/** Cognito user pools. The tokens are real: RS256, with a key set at the issuer's address. */
export const createCognitoEmulator = (
  cloud: Cloud,
  { confirmSignUps = false }: Surroundings = {},
): Emulator => {
  const { clock } = cloud;
  const pools = new Map<string, UserPool>();
  const store = createStore(cloud.state);
  const kept = createKeptPools(cloud, store);
  const tokens = createTokenVerifier(cloud, clock, (id) => pools.has(id));
  const ask = createTriggers(cloud);
  const lookup = createLookup(pools, store);
  const sessions = createSessions(store, clock);
  const codes = createCodes(store, clock);
  const send = createMessages(cloud, ask, store);
  const migrate = createMigrate(ask);
  const grants = createGrants({ account: cloud, clock, tokens, store, pools, ask });
  const signIns = createSignIns({
    sessions,
    firstFactors: createFirstFactors(sessions, send),
    secondFactor: createSecondFactor(clock, sessions, send),
    proof: createPasswordProof(sessions),
    custom: createCustomChallenges(sessions, ask),
    migrate,
    ask,
  });
  const registration = createRegistration({ codes, send, ask, confirmsAtOnce: confirmSignUps });
  const recovery = createRecovery({ codes, send, migrate, ask });
  const addresses = createAddresses(codes, send);
  cloud.offer("tokens", tokens);
  cloud.serve(keySetHost(cloud, pools, store));

  const auth = authOperations({ lookup, signIns, grants });
  const softwareTokens = createSoftwareTokens({ lookup, grants, store, clock });
  const mfa = mfaOperations({ lookup, grants, softwareTokens });
  const hosted = createHosted({
    cloud,
    store,
    lookup,
    grants,
    signIns,
    softwareTokens,
    registration,
    recovery,
  });
  const unsigned = {
    ...signUpOperations({ lookup, registration, recovery }),
    ...auth.byApps,
    ...profileOperations(grants, addresses),
    ...mfa.forUsers,
  };

  return {
    service: "cognito-idp",
    operations: {
      ...unsigned,
      ...auth.byAdministrators,
      ...mfa.forAdministrators,
      ...adminOperations({ lookup, grants, registration, recovery, addresses, send, ask }),
      ...listOperations(lookup),
      ...groupOperations(lookup),
      ...hostedOperations({ cloud, store, lookup }),
      ...controlOperations({ cloud, pools, kept, store, lookup }),
    },
    unsigned: new Set(Object.keys(unsigned)),
    provision: provisioners({ cloud, pools, kept, store, hosted }),
    restore: () => kept.restore(pools),
    start() {
      expire(store, clock);
      // In the background, so that the first sign-in finds it ready.
      void keepSigningKey(cloud.state);
    },
    permissions(operation, input) {
      if (Object.hasOwn(unsigned, operation)) return [];
      const { UserPoolId } = z.looseObject({ UserPoolId: z.string().optional() }).parse(input ?? {});
      return [
        { action: `cognito-idp:${operation}`, resource: UserPoolId ? userPoolArn(UserPoolId, cloud) : "*" },
      ];
    },
  };
};
