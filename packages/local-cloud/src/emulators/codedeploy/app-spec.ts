import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";

const version = z.union([z.string(), z.number()]).transform(String);
const appSpec = z.strictObject({
  version: z.union([z.string(), z.number()]),
  Resources: z
    .array(
      z.record(
        z.string(),
        z.strictObject({
          Type: z.literal("AWS::Lambda::Function"),
          Properties: z.strictObject({
            Name: z.string(),
            Alias: z.string(),
            CurrentVersion: version,
            TargetVersion: version,
          }),
        }),
      ),
    )
    .length(1, "an AppSpec has one function"),
  Hooks: z.array(z.unknown()).max(0, "the local cloud runs no hooks: leave Hooks out").optional(),
});

/** Which alias of a function is to go from which version to which. */
export interface Revision {
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
}

/** Reads the content of an AppSpec for Lambda. Throws InvalidRevisionException for what is none. */
export const readAppSpec = (content: string): Revision => {
  const invalid = (why: string) =>
    new AwsError("InvalidRevisionException", `The AppSpec cannot be read: ${why}. Write it as JSON.`);
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
  const parsed = appSpec.safeParse(json);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error).replaceAll("\n", " "));
  const properties = Object.values(parsed.data.Resources[0]!)[0]?.Properties;
  if (!properties) throw invalid("its resource is empty");
  const { Name, Alias, CurrentVersion, TargetVersion } = properties;
  return { functionName: Name, alias: Alias, currentVersion: CurrentVersion, targetVersion: TargetVersion };
};
