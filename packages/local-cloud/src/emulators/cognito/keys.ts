import { generateKeyPair, type KeyObject, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { exportJWK, type JWK } from "jose";

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: JWK;
}

let shared: Promise<SigningKey> | undefined;

/** The RSA key of this process, made in the background at the first call. */
export const signingKey = (): Promise<SigningKey> => {
  shared ??= generate();
  return shared;
};

const generate = async (): Promise<SigningKey> => {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const kid = randomBytes(32).toString("base64");
  return {
    kid,
    privateKey,
    publicKey,
    jwk: { ...(await exportJWK(publicKey)), alg: "RS256", kid, use: "sig" },
  };
};
