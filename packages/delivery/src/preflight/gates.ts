/** A check that must pass before a change is merged. */
export interface Gate {
  readonly name: string;
  /** For the table, and for `--help`. */
  readonly what: string;
  /** Of npm's own commands, or of one that npm installed. */
  readonly command: readonly [string, ...string[]];
}

const npm = (script: string, ...args: string[]): Gate["command"] => [
  "npm",
  "run",
  "--silent",
  script,
  "--",
  ...args,
];
const nx = (base: string, ...targets: string[]): Gate["command"] => [
  "nx",
  "affected",
  `--base=${base}`,
  "-t",
  ...targets,
  "--parallel=2",
];

/** The gates for what changed since a commit; with a stage, also what would be deployed there. */
export const gates = (base: string, stage?: string): Gate[] => [
  {
    name: "signatures",
    what: "what npm installed is what was published",
    command: ["npm", "audit", "signatures"],
  },
  {
    name: "licences",
    what: "every package may be here",
    command: npm("licences", "--check"),
  },
  {
    name: "workflows",
    what: "the workflows are sound, and hold our rules",
    command: ["vitest", "run", "packages/delivery/src/workflows"],
  },
  { name: "types", what: "types of every project", command: npm("types") },
  { name: "guards", what: "style, dead exports, who may import what", command: npm("guards") },
  {
    name: "contracts",
    what: "the contracts go with what is registered",
    command: npm("contracts", "check", "--against", base),
  },
  { name: "proof", what: "every event reaches who takes it", command: npm("contracts", "proof") },
  { name: "docs", what: "docs/events is up to date", command: npm("contracts", "docs", "--check") },
  { name: "tests", what: "tests of affected projects", command: nx(base, "test") },
  {
    name: "simulation",
    what: "two minutes of days on which everything goes wrong",
    command: npm("simulate", "--minutes", "2", "--seed", "commit"),
  },
  { name: "fuzz", what: "500 attacks on every port", command: npm("fuzz", "--attacks", "500") },
  {
    name: "graph",
    what: "what would change on AWS",
    command: npm("graph-diff", "--base", base),
  },
  ...(stage
    ? [
        {
          name: "deploy",
          what: `what would be deployed to ${stage}`,
          command: npm("deploy", "--stage", stage, "--dry-run"),
        },
      ]
    : []),
];
