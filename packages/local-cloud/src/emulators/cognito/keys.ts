import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { exportJWK, type JWK } from "jose";
import { z } from "zod";
import type { State } from "../../state/state.ts";

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

const isPrivateKey = (pem: string): boolean => {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
};

/** Takes the key of an earlier run, so that its tokens stay valid, or keeps the one that is made now. */
export const keepSigningKey = async (state: State): Promise<void> => {
  const records = state.records(
    "cognito/keys",
    z.object({ kid: z.string(), pem: z.string().refine(isPrivateKey) }),
  );
  for (const [, { kid, pem }] of records.read()) {
    const privateKey = createPrivateKey(pem);
    shared = withJwk(kid, privateKey, createPublicKey(privateKey));
    return;
  }
  const { kid, privateKey } = await signingKey();
  records.put("rsa", { kid, pem: String(privateKey.export({ type: "pkcs8", format: "pem" })) });
};

const generate = async (): Promise<SigningKey> => {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return withJwk(randomBytes(32).toString("base64"), privateKey, publicKey);
};

const withJwk = async (kid: string, privateKey: KeyObject, publicKey: KeyObject): Promise<SigningKey> => ({
  kid,
  privateKey,
  publicKey,
  jwk: { ...(await exportJWK(publicKey)), alg: "RS256", kid, use: "sig" },
});
