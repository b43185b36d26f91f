/** `Date` with another time for what says none. */
export const dateOf = (now: () => number): DateConstructor => {
  const MachineDate = Date;
  return new Proxy(MachineDate, {
    apply: () => new MachineDate(now()).toString(),
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
};
