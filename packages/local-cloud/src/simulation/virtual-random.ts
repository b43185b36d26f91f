import crypto, { createPrivateKey, createPublicKey } from "node:crypto";
import { promisify } from "node:util";
import type { Scheduler } from "./scheduler.ts";

type Done<T> = (error: Error | null, value: T) => void;
type View = NodeJS.ArrayBufferView;

const bytesOf = (view: View) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Replaces all randomness of this process by that of the scheduler, whenever there is one. */
export const installRandomness = (current: () => Scheduler | undefined): void => {
  const real = { ...crypto };
  const fill = <T extends View>(view: T, scheduler: Scheduler): T => {
    const bytes = bytesOf(view);
    for (let at = 0; at < bytes.length; at++) bytes[at] = Math.floor(scheduler.random() * 256);
    return view;
  };
  const answer = <T>(value: T, done?: Done<T>): T | undefined => {
    if (!done) return value;
    current()!.after(0, () => done(null, value));
    return undefined;
  };
  const uuid = (scheduler: Scheduler) => {
    const bytes = fill(Buffer.alloc(16), scheduler);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  /** Calls the real function where nothing is simulated. */
  const seeded = <Given extends unknown[]>(
    name: keyof typeof crypto,
    virtual: (scheduler: Scheduler, ...given: Given) => unknown,
  ) => ({
    [name]: (...given: Given) => {
      const scheduler = current();
      return scheduler
        ? virtual(scheduler, ...given)
        : Reflect.apply(real[name] as (...args: Given) => unknown, crypto, given);
    },
  });

  const { random } = Math;
  Math.random = () => current()?.random() ?? random();
  const virtual = {
    ...seeded("randomUUID", uuid),
    ...seeded("randomBytes", (scheduler, size: number, done?: Done<Buffer>) =>
      answer(fill(Buffer.alloc(size), scheduler), done),
    ),
    ...seeded("randomFillSync", (scheduler, view: View, offset: number = 0, size?: number) => {
      fill(bytesOf(view).subarray(offset, size === undefined ? undefined : offset + size), scheduler);
      return view;
    }),
    ...seeded("randomInt", (scheduler, ...given: (number | Done<number>)[]) => {
      const numbers = given.filter((one) => typeof one === "number");
      const [from, below] = numbers.length > 1 ? numbers : [0, numbers[0]];
      const done = given.find((one) => typeof one === "function");
      return answer(from! + Math.floor(scheduler.random() * (below! - from!)), done);
    }),
    ...seeded("getRandomValues", (scheduler, view: View) => fill(view, scheduler)),
  };
  // `crypto.getRandomValues` is that of `webcrypto`, whatever it is by then.
  const { getRandomValues: _, ...writable } = virtual;
  Object.assign(crypto, writable);
  const { webcrypto } = crypto;
  for (const name of ["randomUUID", "getRandomValues"] as const) {
    const realOne = webcrypto[name] as (...given: unknown[]) => unknown;
    const virtualOne = Reflect.get(virtual, name) as (...given: unknown[]) => unknown;
    Object.defineProperty(webcrypto, name, {
      configurable: true,
      value: (...given: unknown[]) =>
        current() ? virtualOne(...given) : Reflect.apply(realOne, webcrypto, given),
    });
  }
  installKeys();
};

/** Key pairs are for signatures that nobody outside checks: one for all, the same in each process. */
const installKeys = (): void => {
  let pair: { publicKey: crypto.KeyObject; privateKey: crypto.KeyObject } | undefined;
  const keyPair = () => (pair ??= madeFrom(0x5eed));
  const generateKeyPair = (
    _type: string,
    _options: object,
    done: (error: null, ...keys: unknown[]) => void,
  ) => queueMicrotask(() => done(null, keyPair().publicKey, keyPair().privateKey));
  Object.defineProperty(generateKeyPair, promisify.custom, { value: async () => keyPair() });
  Object.assign(crypto, { generateKeyPair, generateKeyPairSync: keyPair });
};

const EXPONENT = 65_537n;

const madeFrom = (seed: number) => {
  let count = 0;
  /** Of 1,024 bits, the two highest set, so that the product has 2,048. */
  const prime = (): bigint => {
    for (;;) {
      const hashes = Array.from({ length: 4 }, () =>
        crypto.createHash("sha256").update(`${seed} ${count++}`).digest("hex"),
      );
      const candidate = BigInt(`0x${hashes.join("")}`) | (3n << 1022n) | 1n;
      if (candidate % EXPONENT !== 1n && crypto.checkPrimeSync(candidate)) return candidate;
    }
  };
  const p = prime();
  const q = prime();
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, base64(value)]));
  const privateKey = createPrivateKey({ key: { kty: "RSA", ...jwk }, format: "jwk" });
  return { privateKey, publicKey: createPublicKey(privateKey) };
};

const base64 = (value: bigint): string => {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
};

/** By the extended Euclidean algorithm. */
const inverse = (value: bigint, modulus: bigint): bigint => {
  let [r, nextR, s, nextS] = [modulus, value % modulus, 0n, 1n];
  while (nextR > 0n) {
    const quotient = r / nextR;
    [r, nextR] = [nextR, r - quotient * nextR];
    [s, nextS] = [nextS, s - quotient * nextS];
  }
  return ((s % modulus) + modulus) % modulus;
};
