/** What is wrong with how one resource handles events. */
export interface Finding {
  /** Kind of mistake, for machines: `path.missing`. */
  readonly code: string;
  /** Name of the resource in the infrastructure code. */
  readonly resource: string;
  /** Where that is written: `services/orders/infra.ts:170`. */
  readonly file: string;
  /** What is wrong, naming the thing. */
  readonly problem: string;
  /** What holds instead. */
  readonly rule: string;
  /** What to do. */
  readonly remedy: string;
}

export const formatFinding = ({ code, resource, file, problem, rule, remedy }: Finding): string =>
  `${file}  ${resource}  [${code}]\n  ${problem}\n  ${rule}\n  ${remedy}`;

/** A distance in single-letter changes, for `did you mean`. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
};

/** `Did you mean orderId?`, or what there is. */
export const suggest = (given: string, known: readonly string[]): string => {
  const lower = given.toLowerCase();
  const best = known
    .map((name) => ({ name, off: distance(lower, name.toLowerCase()) }))
    .sort((a, b) => a.off - b.off)[0];
  if (best && best.off <= Math.max(2, given.length / 3)) return `Did you mean ${best.name}?`;
  return known.length > 0 ? `There is ${known.join(", ")}.` : "There is nothing to choose from.";
};
