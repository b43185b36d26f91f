/** Wildcards of one field, and the most of their prefixes that one text matches. */
export interface ComplexityCase {
  readonly wildcards: readonly string[];
  readonly complexity: number;
}

/** Figures of https://github.com/aws/event-ruler, MachineComplexityEvaluatorTest. */
export const complexityCases: readonly ComplexityCase[] = [
  { wildcards: ["*"], complexity: 1 },
  { wildcards: ["abc"], complexity: 1 },
  { wildcards: ["*", "ab*c"], complexity: 3 },
  { wildcards: ["*ab"], complexity: 2 },
  { wildcards: ["*aa"], complexity: 3 },
  { wildcards: ["aa*"], complexity: 2 },
  { wildcards: ["a*bc"], complexity: 2 },
  { wildcards: ["a*bcb"], complexity: 3 },
  { wildcards: ["a*bbb"], complexity: 4 },
  { wildcards: ["*ab*ad"], complexity: 4 },
  { wildcards: ["*ab*d"], complexity: 3 },
  { wildcards: ["*aba*"], complexity: 4 },
  { wildcards: ["a*b*bb"], complexity: 5 },
  { wildcards: ["a*b*cd"], complexity: 3 },
  { wildcards: ["ab*b*"], complexity: 3 },
  { wildcards: ["*abc", "*abcde"], complexity: 4 },
  { wildcards: ["a*bcd", "ab*cd"], complexity: 4 },
  { wildcards: ["a*aaa", "aa*aa"], complexity: 7 },
  { wildcards: ["a*aax", "aaa*x"], complexity: 5 },
  { wildcards: ["abc*", "abcde*"], complexity: 3 },
  { wildcards: ["ab*cd", "ab*wx", "ab*yz"], complexity: 6 },
  { wildcards: ["ab*c", "ab*c"], complexity: 2 },
  { wildcards: ["*ab*b*b*"], complexity: 7 },
  { wildcards: ["*a*a*a*a*a*a*a*a*"], complexity: 17 },
  { wildcards: ["F*eatureFeature", "Fe*atureFeature", "Fea*tureFeature"], complexity: 10 },
];

/** What AWS was seen to take and to refuse. */
export const recordedWildcards: readonly { wildcards: readonly string[]; refused: boolean }[] = [
  { wildcards: ["arn:aws:events:us-east-1:*:event-bus/*"], refused: false },
  { wildcards: ["/Users/*/dir/dir/dir/dir/dir/doc.txt"], refused: false },
  { wildcards: ["*/init/*", "*/dir/*"], refused: false },
  { wildcards: ["One", "Two", "Three"].map((name) => `*:stack/${name}/*`), refused: false },
  { wildcards: ["One", "Two", "Three", "Four"].map((name) => `*:stack/${name}/*`), refused: true },
  { wildcards: ["*:*:*:*:*:event-bus/*"], refused: true },
];
