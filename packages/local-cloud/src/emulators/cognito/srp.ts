import {
  createHash,
  createHmac,
  getDiffieHellman,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import type { PasswordVerifier, SrpExchange } from "./store.ts";

/**
 * Secure Remote Password as Cognito's clients speak it: SRP-6a of https://www.rfc-editor.org/rfc/rfc5054 in the group
 * of 3,072 bits of https://www.rfc-editor.org/rfc/rfc3526, with SHA-256. Numbers are hexadecimal digits of which there
 * is an even count, the first below 8, as Java writes a number that is not negative.
 */
const N = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);
const G = 2n;

const padded = (value: bigint): string => {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return even >= "8" ? `00${even}` : even;
};
const bytes = (value: bigint): Buffer => Buffer.from(padded(value), "hex");
const number = (digits: string): bigint => BigInt(`0x${digits}`);

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const hashed = (...parts: Buffer[]): bigint => number(sha256(...parts).toString("hex"));

const K = hashed(bytes(N), bytes(G));

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
};

/** The part of a pool's id that clients compute with. */
const poolName = (poolId: string): string => poolId.slice(poolId.indexOf("_") + 1);

interface Identity {
  readonly poolId: string;
  readonly username: string;
}

const verifierOf = ({ poolId, username }: Identity, password: string, salt: string): string => {
  const inner = sha256(`${poolName(poolId)}${username}:${password}`);
  return padded(power(G, hashed(bytes(number(salt)), inner)));
};

/** What a pool keeps of a password. */
export const makeVerifier = (identity: Identity, password: string): PasswordVerifier => {
  const salt = randomBytes(16).toString("hex");
  return { salt, verifier: verifierOf(identity, password, salt) };
};

export const isPassword = (identity: Identity, password: string, known: PasswordVerifier): boolean =>
  verifierOf(identity, password, known.salt) === known.verifier;

/** The server's answer to the client's public value `a`; undefined for a value that would give the secret away. */
export const beginExchange = (
  username: string,
  known: PasswordVerifier,
  a: string,
): SrpExchange | undefined => {
  if (!/^[0-9a-f]{1,1024}$/i.test(a) || number(a) % N === 0n) return undefined;
  const secretB = randomBytes(32).toString("hex");
  const b = padded((K * number(known.verifier) + power(G, number(secretB))) % N);
  return { ...known, username, a, b, secretB };
};

/** Whether `signature` proves that the client knows the password. `block` is what the server had sent along. */
export const isProof = (
  poolId: string,
  { username, verifier, a, b, secretB }: SrpExchange,
  given: { readonly block: string; readonly timestamp: string; readonly signature: string },
): boolean => {
  const u = hashed(bytes(number(a)), bytes(number(b)));
  const shared = power(number(a) * power(number(verifier), u), number(secretB));
  const key = Buffer.from(hkdfSync("sha256", bytes(shared), bytes(u), "Caldera Derived Key", 16));
  const expected = createHmac("sha256", key)
    .update(poolName(poolId) + username)
    .update(Buffer.from(given.block, "base64"))
    .update(given.timestamp)
    .digest();
  const signature = Buffer.from(given.signature, "base64");
  return signature.length === expected.length && timingSafeEqual(signature, expected);
};
