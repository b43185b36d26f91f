import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";

const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/**
 * Whether a password is the one of a role, by what PostgreSQL keeps of it:
 * `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`, as RFC 5803 has it.
 */
export const isPasswordOf = (kept: string, password: string): boolean => {
  const [, iterations = "", salt = "", storedKey = ""] = /^SCRAM-SHA-256\$(\d+):(.+)\$(.+):/.exec(kept) ?? [];
  if (storedKey === "") return false;
  const salted = pbkdf2Sync(
    password.normalize("NFKC"),
    Buffer.from(salt, "base64"),
    Number(iterations),
    32,
    "sha256",
  );
  const own = createHash("sha256").update(hmac(salted, "Client Key")).digest();
  const stored = Buffer.from(storedKey, "base64");
  return own.length === stored.length && timingSafeEqual(own, stored);
};
