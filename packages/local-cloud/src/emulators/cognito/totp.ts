import { createHmac, randomBytes } from "node:crypto";
import type { Totp } from "./store.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** A new secret of 32 bytes in base 32, as authenticator apps take it. */
export const makeSecret = (): string => {
  const bits = Array.from(randomBytes(32), (byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.replace(/.{1,5}/g, (five) => ALPHABET[Number.parseInt(five.padEnd(5, "0"), 2)]!);
};

const bytesOf = (secret: string): Buffer => {
  const bits = Array.from(secret, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/** The code of a 30-second step: https://www.rfc-editor.org/rfc/rfc6238 with SHA-1. */
export const codeOf = (secret: string, step: number, digits = 6): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", bytesOf(secret)).update(counter).digest();
  const offset = mac.at(-1)! & 15;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
};

export const stepAt = (ms: number): number => Math.floor(ms / STEP_MS);

/** The step whose code it is: now, or one before or after, for clocks that differ. */
export const stepOfCode = ({ secret }: Totp, code: string, now: number): number | undefined =>
  [0, -1, 1].map((offset) => stepAt(now) + offset).find((step) => codeOf(secret, step) === code);
