import { isTransient } from "./order-error.ts";

const attempts = 5;
const firstPause = 250;

const pause = (milliseconds: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve, reject) => {
    const abandon = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abandon);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abandon, { once: true });
  });

/** Runs again after network failures, 429 and 5xx: five times within about four seconds, with full jitter. */
export const retrying = async <T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      signal?.throwIfAborted();
      return await run();
    } catch (error) {
      if (attempt === attempts || !isTransient(error)) throw error;
      await pause(firstPause * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), signal);
    }
  }
};
