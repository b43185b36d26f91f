/** Gives an object members that are made when somebody reads them first, and can be set like any other. */
export const lazily = <T extends object, Lazy extends object>(
  target: T,
  members: { readonly [Name in keyof Lazy]: () => Lazy[Name] },
): T & Lazy => {
  for (const [name, make] of Object.entries<() => unknown>(members)) {
    const set = (value: unknown) =>
      Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
    const get = () => {
      const value = make();
      set(value);
      return value;
    };
    Object.defineProperty(target, name, { get, set, enumerable: true, configurable: true });
  }
  return target as T & Lazy;
};
