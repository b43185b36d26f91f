import { arnOf } from "../../core/arn.ts";
import type { Account } from "../../core/resource-type.ts";

export const functionArn = (account: Account, name: string): string =>
  arnOf("lambda", account, `function:${name}`);

// Also without the ARN's beginning: "function:name", "000000000000:function:name".
const FUNCTION =
  /^(?:(?:arn:aws:lambda:[a-z0-9-]+:)?\d{12}:function:|function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** Name and qualifier of what `FunctionName` may be: a name, a partial or whole ARN, each with or without qualifier. */
export const parseFunctionName = (text: string): { name: string; qualifier?: string } | undefined => {
  const match = FUNCTION.exec(text);
  return match ? { name: match[1]!, qualifier: match[2] } : undefined;
};

/** Of a function URL as a resource. */
export const urlResourceId = (functionName: string, qualifier?: string | null): string =>
  qualifier ? `${functionNameOf(functionName)}/${qualifier}` : functionNameOf(functionName);

export const functionNameOf = (text: string): string => parseFunctionName(text)?.name ?? text;
