import type { DefinitionState } from "./api.ts";

type Transition = DefinitionState["next"][number];

/** What of a definition, which was compiled when it was provisioned, is drawn. */
interface Machine {
  readonly StartAt: string;
  readonly States?: Readonly<Record<string, State>>;
}
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly Rule[];
  readonly Catch?: readonly { Next?: string; ErrorEquals?: string[] }[];
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
  /** Its former name. */
  readonly Iterator?: Machine;
}
/** `Condition` in JSONata, a comparison in JSONPath. */
interface Rule {
  readonly Next?: string;
  readonly Condition?: string | boolean;
  readonly And?: readonly Rule[];
  readonly Or?: readonly Rule[];
  readonly Not?: Rule;
  readonly Variable?: string;
}

const partsOf = ({ Branches = [], ItemProcessor, Iterator }: State): Machine[] =>
  [...Branches, ItemProcessor ?? Iterator ?? []].flat();

/** What a rule asks, in one line. */
const labelOf = (rule: Rule): string | undefined => {
  const { And, Or, Not, Variable, Condition } = rule;
  if (Condition !== undefined) return expression(String(Condition));
  if (Not) return `not (${labelOf(Not)})`;
  if (And ?? Or) return (And ?? Or)?.map((one) => labelOf(one)).join(And ? " and " : " or ");
  const [test] = Object.entries(rule).filter(([name]) => !notTests.has(name));
  return Variable && test ? `${Variable} ${test[0]} ${JSON.stringify(test[1])}` : undefined;
};
const notTests = new Set(["Variable", "Next", "Comment", "Assign", "Output"]);

const transitions = (one: State): Transition[] => {
  const next: Transition[] = [];
  if (one.Next) next.push({ to: one.Next, kind: "next" });
  for (const rule of one.Choices ?? [])
    if (rule.Next) next.push({ to: rule.Next, kind: "choice", label: labelOf(rule) });
  if (one.Default) next.push({ to: one.Default, kind: "choice", label: "otherwise" });
  for (const { Next, ErrorEquals } of one.Catch ?? [])
    if (Next) next.push({ to: Next, kind: "catch", label: (ErrorEquals ?? []).join(", ") });
  for (const branch of partsOf(one)) if (branch.StartAt) next.push({ to: branch.StartAt, kind: "branch" });
  return next;
};

const expression = (text: string): string => text.replace(/^\{%\s*([\s\S]*?)\s*%\}$/, "$1");

const flatten = ({ States = {} }: Machine): DefinitionState[] =>
  Object.entries(States).flatMap(([stateName, one]) => [
    {
      name: stateName,
      type: one.Type,
      next: transitions(one),
      end: one.End === true || one.Type === "Succeed" || one.Type === "Fail",
    },
    ...partsOf(one).flatMap(flatten),
  ]);

/** States of a definition for drawing, those of branches too; empty for what is no text. */
export const definitionOf = (text: unknown): { startAt: string; all: DefinitionState[] } => {
  const machine = typeof text === "string" ? (JSON.parse(text) as Machine) : undefined;
  return { startAt: machine?.StartAt ?? "", all: machine ? flatten(machine) : [] };
};
