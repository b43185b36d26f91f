/** A line of a log. */
export interface LogEvent {
  readonly id: number;
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message: string;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  /** Oldest first. */
  readonly events: LogEvent[];
  bytes: number;
}

/** Text of a group that is kept; the oldest goes first. */
const MOST_BYTES = 1024 * 1024;

export interface LogStore {
  /** Makes a group that has no lines yet. */
  declare(group: string): LogGroup;
  /** `at` is when they came: now, unless told otherwise. */
  add(group: string, stream: string, lines: readonly string[], at?: number): void;
  find(group: string): LogGroup | undefined;
  /** Tells of each line that comes, until what it returns is called. */
  listen(listener: (group: LogGroup, event: LogEvent) => void): () => void;
  /** By name. */
  all(): LogGroup[];
}

export const createLogStore = (now: () => number): LogStore => {
  const groups = new Map<string, LogGroup>();
  const listeners = new Set<(group: LogGroup, event: LogEvent) => void>();
  let lastId = 0;

  const forgetOldest = (group: LogGroup) => {
    let count = 0;
    for (; group.bytes > MOST_BYTES && count < group.events.length - 1; count += 1)
      group.bytes -= group.events[count]!.message.length;
    if (count > 0) group.events.splice(0, count);
  };

  const declare = (name: string): LogGroup => {
    const group = groups.get(name) ?? { name, createdAt: now(), events: [], bytes: 0 };
    groups.set(name, group);
    return group;
  };

  return {
    declare,
    add(name, stream, lines, at = now()) {
      const group = declare(name);
      for (const message of lines) {
        const event = { id: (lastId += 1), stream, at, message };
        group.events.push(event);
        group.bytes += message.length;
        for (const listener of listeners) listener(group, event);
      }
      forgetOldest(group);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    find: (name) => groups.get(name),
    all: () => [...groups.values()].sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
};
