import { invalid } from "../errors.ts";

type Input = Readonly<Record<string, unknown>>;

const given = (input: Input, names: readonly string[]) => names.filter((name) => input[name] !== undefined);

/** Throws when an input mixes expressions with what they replace, or has placeholders that no expression may use. */
export const checkParameters = (
  input: Input,
  expressions: readonly string[],
  legacy: readonly string[],
): void => {
  const used = given(input, expressions);
  const old = given(input, legacy);
  if (used.length > 0 && old.length > 0)
    throw invalid(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${old.join(", ")}} Expression parameters: {${used.join(", ")}}`,
    );
  if (input.ExpressionAttributeNames !== undefined && used.length === 0)
    throw invalid("ExpressionAttributeNames can only be specified when using expressions");
  const withValues = expressions.filter((name) => name !== "ProjectionExpression");
  if (
    input.ExpressionAttributeValues !== undefined &&
    withValues.length > 0 &&
    given(input, withValues).length === 0
  )
    throw invalid(
      `ExpressionAttributeValues can only be specified when using expressions: ${withValues.join(" and ")} ${withValues.length > 1 ? "are" : "is"} null`,
    );
};
