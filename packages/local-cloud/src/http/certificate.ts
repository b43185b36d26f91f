import { X509Certificate } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { LOOPBACK } from "./hosts.ts";
import type { Certificate } from "./tls.ts";

const DAY_MS = 24 * 3600 * 1000;
/** Browsers take no more of 825. */
const DAYS = 800;
const DAYS_LEFT = 30;

/** Where the certificate of a local cloud is. */
export const certificateFile = (localFolder: string): string => join(localFolder, "certificate.pem");

const keyOf = (file: string) => file.replace(/\.pem$/, "-key.pem");

const read = async (file: string): Promise<Certificate | undefined> => {
  try {
    const cert = await readFile(file, "utf8");
    const key = await readFile(keyOf(file), "utf8");
    const until = Date.parse(new X509Certificate(cert).validTo);
    return until > Date.now() + DAYS_LEFT * DAY_MS ? { cert, key } : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The certificate in `file` for this machine's own names, with its key beside it; makes them when they are missing or
 * about to expire. It stays the same, so that a person tells a browser only once to accept it.
 */
export const ensureCertificate = async (file: string): Promise<Certificate> => {
  const known = await read(file);
  if (known) return known;
  // Loading it takes longer than most of a start, and it is needed once.
  const { generate } = await import("selfsigned");
  const { cert, private: key } = await generate([{ name: "commonName", value: "sourdough-local" }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + DAYS * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: LOOPBACK },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, cert);
  await writeFile(keyOf(file), key, { mode: 0o600 });
  return { cert, key };
};
