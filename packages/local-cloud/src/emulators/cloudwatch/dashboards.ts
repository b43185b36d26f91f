import { globalArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { parseJson } from "../../core/parse-json.ts";
import { isRecord } from "../../core/values.ts";

export interface Dashboard {
  readonly name: string;
  readonly arn: string;
  readonly body: string;
  readonly modifiedAt: number;
}

const invalidBody = (message: string) =>
  new AwsError("DashboardInvalidInputError", `The field DashboardBody is not valid: ${message}`);

/** Dashboards as text; what draws them asks for their widgets' metrics itself. */
export const createDashboards = (cloud: Pick<Cloud, "accountId" | "clock">) => {
  const dashboards = new Map<string, Dashboard>();
  return {
    all: () => [...dashboards.values()],
    put(name: string, body: string): void {
      if (!/^[\w-]{1,255}$/.test(name))
        throw new AwsError(
          "InvalidParameterValue",
          `The dashboard name ${name} must have letters, digits, _ and - only.`,
        );
      let parsed: unknown;
      try {
        parsed = parseJson(body);
      } catch (cause) {
        throw invalidBody(`it is no JSON: ${(cause as Error).message}`);
      }
      if (!isRecord(parsed) || !Array.isArray(parsed.widgets))
        throw invalidBody("it needs a list of widgets.");
      const wrong = parsed.widgets.findIndex(
        (widget) => !isRecord(widget) || typeof widget.type !== "string",
      );
      if (wrong >= 0) throw invalidBody(`/widgets/${wrong} needs a type.`);
      dashboards.set(name, {
        name,
        body,
        arn: globalArn("cloudwatch", cloud.accountId, `dashboard/${name}`),
        modifiedAt: cloud.clock.now(),
      });
    },
    get(name: string): Dashboard {
      const found = dashboards.get(name);
      if (!found)
        throw new AwsError("DashboardNotFoundError", `Dashboard ${name} does not exist`, { status: 404 });
      return found;
    },
    delete: (name: string) => dashboards.delete(name),
  };
};

export type Dashboards = ReturnType<typeof createDashboards>;
