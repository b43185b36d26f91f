import type { TokenStorage } from "./options.ts";

/** Tokens for as long as the client lives. */
export const memoryStorage = (): TokenStorage => {
  const items = new Map<string, string>();
  return {
    getItem: async (key) => items.get(key) ?? null,
    setItem: async (key, value) => {
      items.set(key, value);
    },
    removeItem: async (key) => {
      items.delete(key);
    },
    clear: async () => items.clear(),
  };
};
