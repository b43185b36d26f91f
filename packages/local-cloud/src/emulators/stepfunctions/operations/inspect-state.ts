import type { InspectionData } from "@aws-sdk/client-sfn";
import { StateError } from "../errors.ts";
import type { StateRunner } from "./run-state.ts";
import type { TestedState } from "./test-state-inputs.ts";

type Numbers = Pick<
  InspectionData,
  "toleratedFailureCount" | "toleratedFailurePercentage" | "maxConcurrency"
>;

const NUMBERS = {
  ToleratedFailureCount: "toleratedFailureCount",
  ToleratedFailurePercentage: "toleratedFailurePercentage",
  MaxConcurrency: "maxConcurrency",
} as const;

/** What a state makes of its input before its work begins. Each field is that of a Pass state with what it has of it. */
export const inspectInput = async (
  run: StateRunner,
  state: TestedState,
  language: string,
  input: unknown,
): Promise<InspectionData> => {
  const data: InspectionData = { input: JSON.stringify(input) };
  try {
    if (language === "JSONata") await inspectJsonata(run, state, input, data);
    else await inspectJsonPath(run, state, input, data);
  } catch (error) {
    // The state fails at the same place, and what came before is worth seeing.
    if (!(error instanceof StateError)) throw error;
  }
  return data;
};

/** What it makes of its result. */
export const inspectResult = async (
  run: StateRunner,
  state: TestedState,
  language: string,
  input: unknown,
  result: unknown,
): Promise<InspectionData> => {
  const data: InspectionData = { result: JSON.stringify(result) };
  if (language === "JSONata") return data;
  try {
    const { ResultSelector, ResultPath } = state;
    const selected =
      ResultSelector === undefined ? result : await evaluate(run, { Parameters: ResultSelector }, result);
    data.afterResultSelector = JSON.stringify(selected);
    const combined = await evaluate(run, { Result: selected, ResultPath }, input);
    data.afterResultPath = JSON.stringify(combined);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
  }
  return data;
};

const evaluate = async (
  run: StateRunner,
  fields: object,
  input: unknown,
  mapItem?: { Index: number; Value: unknown },
): Promise<unknown> => {
  const { failure, events } = await run({ Type: "Pass", ...fields, End: true }, input, {
    mapItem,
    quiet: true,
  });
  if (failure) throw failure;
  const [exited] = events.flatMap(({ stateExitedEventDetails }) => stateExitedEventDetails ?? []);
  return JSON.parse(exited?.output ?? "null");
};

const itemInputs = async (
  run: StateRunner,
  fields: object | undefined,
  items: unknown,
  input: unknown,
): Promise<unknown> =>
  Array.isArray(items) && fields
    ? Promise.all(items.map((Value, Index) => evaluate(run, fields, input, { Index, Value })))
    : items;

const inspectJsonata = async (
  run: StateRunner,
  state: TestedState,
  input: unknown,
  data: InspectionData,
): Promise<void> => {
  if (state.Arguments !== undefined)
    data.afterArguments = JSON.stringify(await evaluate(run, { Output: state.Arguments }, input));
  if (state.Type !== "Map") return;
  const { ItemSelector: selector } = state;
  const items = state.Items === undefined ? input : await evaluate(run, { Output: state.Items }, input);
  const inputs = await itemInputs(
    run,
    selector === undefined ? undefined : { Output: selector },
    items,
    input,
  );
  data.afterItemSelector = JSON.stringify(inputs);
  const numbers: Numbers = data;
  for (const [field, name] of Object.entries(NUMBERS))
    if (state[field] !== undefined)
      numbers[name] = Number(await evaluate(run, { Output: state[field] }, input));
};

const inspectJsonPath = async (
  run: StateRunner,
  state: TestedState,
  input: unknown,
  data: InspectionData,
): Promise<void> => {
  const { InputPath, Parameters, ItemsPath, ItemSelector } = state;
  const effective = InputPath === undefined ? input : await evaluate(run, { InputPath }, input);
  data.afterInputPath = JSON.stringify(effective);
  if (state.Type !== "Map") {
    const given = Parameters === undefined ? effective : await evaluate(run, { Parameters }, effective);
    data.afterParameters = JSON.stringify(given);
    return;
  }
  const items =
    ItemsPath === undefined ? effective : await evaluate(run, { InputPath: ItemsPath }, effective);
  data.afterItemsPath = JSON.stringify(items);
  const selector = ItemSelector ?? Parameters;
  const fields = selector === undefined ? undefined : { Parameters: selector };
  data.afterItemSelector = JSON.stringify(await itemInputs(run, fields, items, effective));
  const numbers: Numbers = data;
  for (const [field, name] of Object.entries(NUMBERS)) {
    const at = state[`${field}Path`];
    if (state[field] !== undefined) numbers[name] = Number(state[field]);
    else if (at !== undefined) numbers[name] = Number(await evaluate(run, { InputPath: at }, effective));
  }
};
