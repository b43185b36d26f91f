import { z } from "zod";
import type { DefinitionState } from "./api.ts";

type Transition = DefinitionState["next"][number];

interface Machine {
  readonly StartAt?: string | undefined;
  readonly States?: Readonly<Record<string, State>> | undefined;
}
interface State {
  readonly Type?: string | undefined;
  readonly Next?: string | undefined;
  readonly End?: boolean | undefined;
  readonly Default?: string | undefined;
  readonly Choices?: readonly { Next?: string | undefined; Condition?: string | undefined }[] | undefined;
  readonly Catch?: readonly { Next?: string | undefined; ErrorEquals?: string[] | undefined }[] | undefined;
  readonly Branches?: readonly Machine[] | undefined;
  readonly ItemProcessor?: Machine | undefined;
}

const name = z.string().optional();
const machine: z.ZodType<Machine> = z.lazy(() =>
  z.looseObject({ StartAt: name, States: z.record(z.string(), state).optional() }),
);
const state: z.ZodType<State> = z.lazy(() =>
  z.looseObject({
    Type: name,
    Next: name,
    End: z.boolean().optional(),
    Default: name,
    Choices: z.array(z.looseObject({ Next: name, Condition: name })).optional(),
    Catch: z.array(z.looseObject({ Next: name, ErrorEquals: z.array(z.string()).optional() })).optional(),
    Branches: z.array(machine).optional(),
    ItemProcessor: machine.optional(),
  }),
);

const transitions = (one: State): Transition[] => {
  const next: Transition[] = [];
  if (one.Next) next.push({ to: one.Next, kind: "next" });
  for (const { Next, Condition } of one.Choices ?? [])
    if (Next) next.push({ to: Next, kind: "choice", ...(Condition && { label: expression(Condition) }) });
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
      type: one.Type ?? "",
      next: transitions(one),
      end: one.End === true || one.Type === "Succeed" || one.Type === "Fail",
    },
    ...[...(one.Branches ?? []), ...(one.ItemProcessor ? [one.ItemProcessor] : [])].flatMap(flatten),
  ]);

/** States of a definition for drawing, those of branches too; empty for text that is no definition. */
export const definitionOf = (text: unknown): { startAt: string; all: DefinitionState[] } => {
  const parsed = typeof text === "string" ? machine.safeParse(JSON.parse(text)) : undefined;
  return { startAt: parsed?.data?.StartAt ?? "", all: parsed?.data ? flatten(parsed.data) : [] };
};
