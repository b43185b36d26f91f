import { z } from "zod";
import { globalArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { parseJson } from "../../core/parse-json.ts";
import { isRecord } from "../../core/values.ts";

const shape = z
  .object({
    name: z.string(),
    arn: z.string(),
    body: z.string(),
    modifiedAt: z.number(),
    isDeclared: z.boolean().describe("By the config, not by a call."),
  })
  .readonly();

export type Dashboard = z.infer<typeof shape>;

const invalidBody = (message: string) =>
  new AwsError("DashboardInvalidInputError", `The field DashboardBody is not valid: ${message}`);

/** Dashboards as text; what draws them asks for their widgets' metrics itself. */
export const createDashboards = (cloud: Pick<Cloud, "accountId" | "clock" | "state">) => {
  const kept = cloud.state.records<Dashboard>("cloudwatch/dashboards", shape);
  const dashboards = new Map(kept.read());
  const left = new Set(dashboards.keys());
  const remove = (name: string): boolean => {
    kept.delete(name);
    return dashboards.delete(name);
  };
  return {
    all: () => [...dashboards.values()],
    /** What a call made of it stays where the config says the same as in the run before. */
    declare(name: string, body: string, isKept: boolean): void {
      if (!(left.delete(name) && isKept)) this.put(name, body, true);
    },
    forgetUndeclared(): void {
      for (const name of left) if (dashboards.get(name)?.isDeclared) remove(name);
    },
    put(name: string, body: string, isDeclared = dashboards.get(name)?.isDeclared ?? false): void {
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
      const dashboard: Dashboard = {
        name,
        body,
        arn: globalArn("cloudwatch", cloud.accountId, `dashboard/${name}`),
        modifiedAt: cloud.clock.now(),
        isDeclared,
      };
      dashboards.set(name, dashboard);
      kept.put(name, dashboard);
    },
    get(name: string): Dashboard {
      const found = dashboards.get(name);
      if (!found)
        throw new AwsError("DashboardNotFoundError", `Dashboard ${name} does not exist`, { status: 404 });
      return found;
    },
    delete: remove,
  };
};

export type Dashboards = ReturnType<typeof createDashboards>;
