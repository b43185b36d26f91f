/** What a leaf of an event can be. */
export type Scalar = string | number | boolean | null;

/** The alternatives a pattern gives for one field: an event value must satisfy one of them. */
export interface ValueTests {
  /** Values equal to one of these match. */
  readonly exact: ReadonlySet<Scalar>;
  readonly tests: readonly ((value: Scalar) => boolean)[];
  /** `{ exists: false }`: the field may also be missing. */
  readonly absent: boolean;
}

export const matchesValue = (tests: ValueTests, value: Scalar): boolean => {
  if (tests.exact.has(value)) return true;
  for (const test of tests.tests) if (test(value)) return true;
  return false;
};
