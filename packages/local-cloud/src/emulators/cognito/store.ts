import type { State } from "../../state/state.ts";
import type { UserPoolClientProperties } from "./client-properties.ts";
import { keptMap } from "./kept-map.ts";
import { shapes } from "./shapes.ts";

/** What a person proves besides a password, by the names of its challenges. */
export type MfaMethod = "SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA";

export type ChallengeName =
  | MfaMethod
  | "SMS_OTP"
  | "SELECT_CHALLENGE"
  | "PASSWORD_VERIFIER"
  | "NEW_PASSWORD_REQUIRED"
  | "CUSTOM_CHALLENGE"
  | "SELECT_MFA_TYPE"
  | "MFA_SETUP";

export type UserStatus = "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED";

/** What SRP needs of a password, in hexadecimal digits; nobody can sign in with it. */
export interface PasswordVerifier {
  readonly salt: string;
  readonly verifier: string;
}

export interface User {
  readonly poolId: string;
  readonly username: string;
  readonly sub: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Addresses that count when their code was entered. */
  readonly unverified?: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly password: PasswordVerifier | undefined;
  readonly status: UserStatus;
  readonly enabled: boolean;
  readonly mfa: { readonly enabled: readonly MfaMethod[]; readonly preferred?: MfaMethod | undefined };
  readonly totp?: Totp | undefined;
}

/** An authenticator app: its secret in base 32, and the last 30 seconds whose code was taken. */
export interface Totp {
  readonly secret: string;
  readonly verified: boolean;
  readonly usedStep?: number;
}

export interface Group {
  readonly poolId: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly precedence?: number | undefined;
  readonly roleArn?: string | undefined;
}

export interface Client extends UserPoolClientProperties {
  readonly id: string;
  readonly secret: string | undefined;
}

/** What an app protects with scopes of its own, `<identifier>/<scope>`. */
export interface ResourceServer {
  readonly userPoolId: string;
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly { readonly scopeName: string; readonly scopeDescription: string }[];
}

/** Where the pages of a pool are: `host` is the name on AWS that `domain`, a name or a prefix, stands for. */
export interface Domain {
  readonly domain: string;
  readonly userPoolId: string;
  readonly host: string;
}

/** A code in a message to a user. */
export interface Code {
  readonly code: string;
  readonly expiresAt: number;
}

/** A sign-in that waits for the answer to a challenge. */
export interface Session {
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string | undefined;
  readonly challenge: ChallengeName;
  readonly expiresAt: number;
  readonly srp?: SrpExchange;
  readonly custom?: CustomAuth;
  /** Of a message that asks for it. */
  readonly code?: string;
  readonly choices?: readonly MfaMethod[];
  readonly totp?: Totp;
}

/** The server's half of SRP: both public values and its own secret, in hexadecimal digits. */
export interface SrpExchange extends PasswordVerifier {
  readonly a: string;
  readonly b: string;
  readonly secretB: string;
  /** As the client computes with it. */
  readonly username: string;
}

/** Challenges of an app's own so far. */
export interface CustomAuth {
  readonly history: readonly {
    readonly challengeName: string;
    readonly challengeResult: boolean;
    readonly challengeMetadata: string | null;
  }[];
  readonly srpA?: string | undefined;
  readonly expected?: Readonly<Record<string, string>>;
  readonly metadata?: string | null;
}

/** A sign-in: its tokens share `originJti`, which revoking it invalidates. */
export interface SignIn {
  readonly originJti: string;
  /** Seconds since the epoch. */
  readonly authTime: number;
}

/** What may be exchanged for tokens of a sign-in. */
export interface Grant extends SignIn {
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly expiresAt: number;
  readonly scope: string;
}

/** https://www.rfc-editor.org/rfc/rfc7636 for the challenge, which is that of S256. */
export interface AuthorizationCode extends Grant {
  readonly redirectUri: string;
  readonly nonce?: string | undefined;
  readonly codeChallenge?: string | undefined;
}

/** Somebody who signed in on the hosted pages, by the cookie of the browser. */
export type BrowserSession = Pick<Grant, "poolId" | "sub" | "expiresAt" | "authTime">;

/**
 * All that the user pools hold: plain records by key. A record is never changed in place but put again whole, so that
 * whoever keeps them needs to look at `set` and `delete` alone.
 */
export interface Store {
  /** By `<pool>/<sub>`. */
  readonly users: Map<string, User>;
  /** By `<pool>/<name>`. */
  readonly groups: Map<string, Group>;
  readonly clients: Map<string, Client>;
  /** By `<pool>/<identifier>`. */
  readonly resourceServers: Map<string, ResourceServer>;
  /** By what the config calls them: a name or a prefix. */
  readonly domains: Map<string, Domain>;
  /** By `<pool>/<sub>/<purpose>`. */
  readonly codes: Map<string, Code>;
  readonly sessions: Map<string, Session>;
  readonly refreshTokens: Map<string, Grant>;
  readonly authorizationCodes: Map<string, AuthorizationCode>;
  readonly browserSessions: Map<string, BrowserSession>;
  /** `originJti` of sign-ins that were ended -> when. */
  readonly revoked: Map<string, number>;
}

/** What the config and calls declare comes again with them at each start; the rest outlasts the process. */
export const createStore = (state: State): Store => ({
  users: keptMap(state, "cognito/users", shapes.user),
  groups: keptMap(state, "cognito/groups", shapes.group),
  clients: new Map(),
  resourceServers: new Map(),
  domains: new Map(),
  codes: keptMap(state, "cognito/codes", shapes.code),
  sessions: keptMap(state, "cognito/sessions", shapes.session),
  refreshTokens: keptMap(state, "cognito/refresh-tokens", shapes.grant),
  authorizationCodes: keptMap(state, "cognito/authorization-codes", shapes.authorizationCode),
  browserSessions: keptMap(state, "cognito/browser-sessions", shapes.browserSession),
  revoked: keptMap(state, "cognito/revoked", shapes.revokedAt),
});

/** The records of a pool. */
export const ofPool = <Record extends { readonly poolId: string }>(
  records: ReadonlyMap<string, Record>,
  poolId: string,
): Record[] => [...records.values()].filter((record) => record.poolId === poolId);
