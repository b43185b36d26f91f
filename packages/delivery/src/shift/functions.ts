import {
  ApplicationDoesNotExistException,
  paginateListDeploymentGroups,
  paginateListDeployments,
} from "@aws-sdk/client-codedeploy";
import { GetAliasCommand, paginateListVersionsByFunction } from "@aws-sdk/client-lambda";
import type { ShiftClients } from "./clients.ts";
import { everything } from "./pages.ts";

/** A function whose traffic deployments shift, and where it stands. */
export interface ShiftedFunction {
  readonly application: string;
  /** Its own name, which is that of its deployment group. */
  readonly functionName: string;
  /** As people call it: `PlaceOrder`. */
  readonly name: string;
  readonly live: string;
  readonly newest: string;
  /** Id of the deployment that is under way. */
  readonly active?: string;
}

const aliasName = "live";

/** `sourdough-orders-prod-PlaceOrderFunction-sdfkjhsd` is PlaceOrder. */
const shortName = (functionName: string) =>
  functionName
    .split("-")
    .find((part) => part.endsWith("Function"))
    ?.slice(0, -"Function".length) ?? functionName;

/** The functions of a slice. Throws an error that says what to do where the stage shifts none. */
export const functionsOf = async (
  { codedeploy, lambda }: ShiftClients,
  { stage, slice }: { stage: string; slice: string },
): Promise<ShiftedFunction[]> => {
  const application = `sourdough-${stage}-${slice}`;
  const names = await everything(
    paginateListDeploymentGroups({ client: codedeploy }, { applicationName: application }),
    (page) => page.deploymentGroups,
  ).catch((error: unknown) => {
    if (error instanceof ApplicationDoesNotExistException) return [];
    throw error;
  });
  return Promise.all(
    names.map(async (functionName) => {
      const [{ FunctionVersion }, versions, active] = await Promise.all([
        lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: aliasName })),
        everything(
          paginateListVersionsByFunction({ client: lambda }, { FunctionName: functionName }),
          (page) => page.Versions,
        ),
        everything(
          paginateListDeployments(
            { client: codedeploy },
            {
              applicationName: application,
              deploymentGroupName: functionName,
              includeOnlyStatuses: ["Created", "Queued", "InProgress"],
            },
          ),
          (page) => page.deployments,
        ),
      ]);
      const numbers = versions
        .map(({ Version }) => Number(Version))
        .filter((number) => !Number.isNaN(number));
      return {
        application,
        functionName,
        name: shortName(functionName),
        live: FunctionVersion!,
        newest: String(Math.max(...numbers)),
        active: active[0],
      };
    }),
  );
};

/** What CodeDeploy is to do, as JSON: https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html */
export const appSpecOf = ({ functionName, name, live, newest }: ShiftedFunction): string =>
  JSON.stringify({
    version: 0,
    Resources: [
      {
        [name]: {
          Type: "AWS::Lambda::Function",
          Properties: {
            Name: functionName,
            Alias: aliasName,
            CurrentVersion: live,
            TargetVersion: newest,
          },
        },
      },
    ],
  });
