/** Values that are equal in many hops, as one: what is parsed anew for each call would be there once for each hop. */
export interface SharedValues {
  name(name: string): string;
  causes(causes: readonly number[]): readonly number[];
}

const MOST_NAMES = 4_096;
const LONGEST_NAME = 256;
/** From one invocation come a dozen hops, one after the other. */
const MOST_CAUSES = 1_024;

const none: readonly number[] = [];

export const createSharedValues = (): SharedValues => {
  const names = new Map<string, string>();
  const causing = new Map<number, readonly number[]>();
  return {
    name(name) {
      if (name.length > LONGEST_NAME) return name;
      const known = names.get(name);
      if (known !== undefined) return known;
      if (names.size >= MOST_NAMES) names.clear();
      names.set(name, name);
      return name;
    },
    causes(causes) {
      const [only] = causes;
      if (only === undefined) return none;
      if (causes.length > 1) return causes;
      const known = causing.get(only);
      if (known) return known;
      if (causing.size >= MOST_CAUSES) causing.clear();
      causing.set(only, causes);
      return causes;
    },
  };
};
