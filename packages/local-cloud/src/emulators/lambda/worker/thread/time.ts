/** The time of this machine, by which a function's own timers and its timeout run. */
export const machineNow = Date.now;

/**
 * A function has the time of the services it calls: what a queue or a table holds until a moment is over for the
 * function, too, when a test moved the clock there.
 */
export const followClock = (ahead: Float64Array) => {
  const MachineDate = Date;
  const now = () => machineNow() + ahead[0]!;
  const CloudDate = new Proxy(MachineDate, {
    apply: () => new MachineDate(now()).toString(),
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
  MachineDate.prototype.constructor = CloudDate;
  globalThis.Date = CloudDate;
};
