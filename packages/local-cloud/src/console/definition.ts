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
  readonly Choices?: readonly { Next?: string; Condition?: string }[];
  readonly Catch?: readonly { Next?: string; ErrorEquals?: string[] }[];
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
}

const transitions = (one: State): Transition[] => {
  const next: Transition[] = [];
  if (one.Next) next.push({ to: one.Next, kind: "next" });
  for (const { Next, Condition } of one.Choices ?? [])
    if (Next) next.push({ to: Next, kind: "choice", label: Condition ? expression(Condition) : undefined });
  if (one.Default) next.push({ to: one.Default, kind: "choice", label: "otherwise" });
  for (const { Next, ErrorEquals } of one.Catch ?? [])
    if (Next) next.push({ to: Next, kind: "catch", label: (ErrorEquals ?? []).join(", ") });
  for (const branch of [...(one.Branches ?? []), ...(one.ItemProcessor ? [one.ItemProcessor] : [])])
    if (branch.StartAt) next.push({ to: branch.StartAt, kind: "branch" });
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
    ...[...(one.Branches ?? []), ...(one.ItemProcessor ? [one.ItemProcessor] : [])].flatMap(flatten),
  ]);

/** States of a definition for drawing, those of branches too; empty for what is no text. */
export const definitionOf = (text: unknown): { startAt: string; all: DefinitionState[] } => {
  const machine = typeof text === "string" ? (JSON.parse(text) as Machine) : undefined;
  return { startAt: machine?.StartAt ?? "", all: machine ? flatten(machine) : [] };
};
