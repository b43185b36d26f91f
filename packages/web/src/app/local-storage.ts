/** JSON in the browser's storage; a customer who blocks storage has a shop that forgets. */
export const stored = <T>(key: string, isValid: (value: unknown) => value is T) => ({
  key,
  read: (): T | undefined => {
    try {
      const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
      return isValid(value) ? value : undefined;
    } catch {
      return undefined;
    }
  },
  write: (value: T) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Private windows may refuse; the page goes on without memory.
    }
  },
});
