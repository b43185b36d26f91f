import { eventJsonSchema, type JsonSchema } from "@sourdough/events-schema";
import { type ContractFile, loadContracts, type Problem, titleOf } from "@sourdough/events-schema/repository";
import { type Change, changesBetween, meansTheSame } from "../compatibility/changes.ts";
import { type Break, breaks, defaultCompatibility, type Hurts } from "../compatibility/compatibility.ts";
import {
  type Registered,
  type Registry,
  readRegistry,
  registryFolder,
  revisionsOf,
  versionKey,
} from "../registry/registry.ts";
import { atGitRef, workingTree } from "../registry/store.ts";
import { loadUsage, readersOf, type Usage } from "../usage.ts";
import { fileOf, ruleProblems } from "./rules.ts";

/** What became of a version of an event since it was registered. */
export interface Verdict {
  title: string;
  mode: string;
  state: "unchanged" | "compatible" | "ordered" | "breaking" | "new";
  changes: Change[];
  breaks: Break[];
  /** What nobody reads, and functions with an older contract miss until they are deployed. */
  unread: Break[];
  usage: Usage;
  /** Where a change that breaks belongs. */
  nextFile: string;
}

export interface CheckResult {
  problems: Problem[];
  verdicts: Verdict[];
}

interface CheckInput {
  contracts: readonly ContractFile[];
  registry: Registry;
  /** What was registered at the commit that is compared with. */
  base?: Registry;
  usageOf: (file: ContractFile) => Usage;
  /** `YYYY-MM-DD` */
  today: string;
}

interface Readable {
  file: ContractFile;
  schema: JsonSchema;
}

/** Contracts that can be written as JSON Schema; the rules say why the others cannot. */
const readable = (contracts: readonly ContractFile[]): Readable[] =>
  contracts.flatMap((file) => {
    try {
      return [{ file, schema: eventJsonSchema(file.contract) }];
    } catch {
      return [];
    }
  });

/**
 * A function takes an event only if the whole of it is as its contract says. A field that none of them reads can go all
 * the same, once they are deployed with the changed contract. Who reads a public event outside, nobody knows.
 */
export const hurtsWith =
  ({ contract }: ContractFile, usage: Usage): Hurts =>
  ({ direction, path }) =>
    direction === "BACKWARD" || contract.public === true || readersOf(usage, path)?.length !== 0;

const partition = (found: readonly Break[], hurts: Hurts) => [
  found.filter(hurts),
  found.filter((one) => !hurts(one)),
];

function stateOf(judged: {
  known: boolean;
  unchanged: boolean;
  hurting: readonly Break[];
  unread: readonly Break[];
}): Verdict["state"] {
  if (!judged.known) return "new";
  if (judged.hurting.length > 0) return "breaking";
  if (judged.unchanged) return "unchanged";
  return judged.unread.length > 0 ? "ordered" : "compatible";
}

function judge({ file, schema }: Readable, known: readonly Registered[], usage: Usage): Verdict {
  const { contract } = file;
  const mode = contract.compatibility ?? defaultCompatibility;
  const revisions = revisionsOf(known, versionKey(contract));
  const earlier = revisions.filter((revision) => !meansTheSame(revision.schema, schema));
  const last = revisions.at(-1);
  const [hurting = [], unread = []] = partition(breaks(earlier, schema, mode), hurtsWith(file, usage));
  const unchanged = last !== undefined && !earlier.includes(last);
  return {
    title: titleOf(contract),
    mode,
    state: stateOf({ known: last !== undefined, unchanged, hurting, unread }),
    changes: last && !unchanged ? changesBetween(last.schema, schema) : [],
    breaks: hurting,
    unread: unchanged ? [] : unread,
    usage,
    nextFile: fileOf({ ...contract, version: contract.version + 1 }),
  };
}

/** Registered versions that a commit has and the working tree has not, or not like that. */
function rewritten(registry: Registry, base: Registry): Problem[] {
  return base.registered.flatMap(({ file }) => {
    const then = base.lock.sha256[file];
    const now = registry.lock.sha256[file];
    if (now === then) return [];
    return {
      subject: `${registryFolder}/${file}`,
      rule: now === undefined ? "was registered there, and is gone" : "is not what was registered there",
      remedy: "put it back (git checkout): a registered version never changes; a change is a new revision",
    };
  });
}

function unregistered(
  { file: { contract }, schema }: Readable,
  verdict: Verdict,
  { registered }: Registry,
): Problem[] {
  const last = revisionsOf(registered, versionKey(contract)).at(-1);
  if (verdict.state === "breaking" || (last && meansTheSame(last.schema, schema))) return [];
  return [
    {
      subject: verdict.title,
      rule: last ? "has a compatible change that is not registered" : "is not registered",
      remedy: "npm run contracts -- register, and commit what it writes",
    },
  ];
}

function lifecycleProblems({ contracts, registry, today }: CheckInput): Problem[] {
  const problems: Problem[] = [];
  const living = new Map(contracts.map(({ contract }) => [versionKey(contract), contract]));
  for (const version of new Set(registry.registered.map((one) => one.version))) {
    const day = registry.lock.removeAfter[version];
    const contract = living.get(version);
    if (!contract && (day === undefined || day >= today))
      problems.push({
        subject: version,
        rule: `is registered, and its contract is gone${day ? ` before ${day}` : ""}`,
        remedy:
          'put the contract back, deprecate it (lifecycle: { status: "deprecated", since, removeAfter }), and remove it after that day',
      });
    const stated = contract?.lifecycle.status === "deprecated" ? contract.lifecycle.removeAfter : undefined;
    if (contract && stated !== day)
      problems.push({
        subject: titleOf(contract),
        rule: `ends ${stated ?? "never"}, and lock.json says ${day ?? "never"}`,
        remedy: "npm run contracts -- register, and commit what it writes",
      });
  }
  return problems;
}

/** Judges contracts against what is registered. Pure. */
export function judgeContracts(input: CheckInput): CheckResult {
  const { contracts, registry, base, usageOf, today } = input;
  const known = new Map([...registry.registered, ...(base?.registered ?? [])].map((one) => [one.file, one]));
  const judged = readable(contracts).map((one) => {
    const verdict = judge(one, [...known.values()], usageOf(one.file));
    return { verdict, unregistered: unregistered(one, verdict, registry) };
  });
  return {
    verdicts: judged.map(({ verdict }) => verdict),
    problems: [
      ...ruleProblems(contracts, today),
      ...registry.problems,
      ...(base ? rewritten(registry, base) : []),
      ...judged.flatMap((one) => one.unregistered),
      ...lifecycleProblems(input),
    ],
  };
}

/** Loads what the repository has, and judges it; `against` is a git ref. */
export async function check(root: string, today: string, against?: string): Promise<CheckResult> {
  const [loaded, usageOf, registry, base] = await Promise.all([
    loadContracts(root),
    loadUsage(root),
    readRegistry(workingTree(root)),
    against === undefined ? undefined : atGitRef(root, against).then(readRegistry),
  ]);
  const input = { contracts: loaded.contracts, registry, usageOf, today, base };
  const { verdicts, problems } = judgeContracts(input);
  return { verdicts, problems: [...loaded.problems, ...problems] };
}
