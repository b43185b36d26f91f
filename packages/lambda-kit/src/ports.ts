import { ulid } from "ulid";

/** Time and ids as domain code gets them: tests pass their own. */
export interface Ports {
  now: () => Date;
  /** `newId("evt")` is `evt-` and a ULID. */
  newId: (prefix: string) => string;
}

export const ports: Ports = {
  now: () => new Date(),
  newId: (prefix) => `${prefix}-${ulid()}`,
};
