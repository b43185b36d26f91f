import { z } from "zod";
import { parseInput } from "../../parse-input.ts";
import type { CloudWatchOperations } from "../api.ts";
import type { Dashboards } from "../dashboards.ts";
import * as inputs from "../inputs.ts";
import { pageOf } from "./page.ts";

const name = z.strictObject({ DashboardName: z.string() });
const put = z.strictObject({ DashboardName: z.string(), DashboardBody: z.string() });
const remove = z.strictObject({ DashboardNames: inputs.list(z.string()) });
const list = z.strictObject({
  DashboardNamePrefix: z.string().default(""),
  NextToken: z.string().optional(),
});

const A_PAGE = 1000;

/** Dashboards as text. */
export const dashboardOperations = (dashboards: Dashboards): CloudWatchOperations => ({
  PutDashboard(raw) {
    const { DashboardName, DashboardBody } = parseInput(put, raw);
    dashboards.put(DashboardName, DashboardBody);
    return { DashboardValidationMessages: [] };
  },
  GetDashboard(raw) {
    const { arn, body, name: DashboardName } = dashboards.get(parseInput(name, raw).DashboardName);
    return { DashboardArn: arn, DashboardBody: body, DashboardName };
  },
  ListDashboards(raw) {
    const { DashboardNamePrefix, NextToken: token } = parseInput(list, raw);
    const found = dashboards.all().filter((dashboard) => dashboard.name.startsWith(DashboardNamePrefix));
    const { items, NextToken } = pageOf(found, A_PAGE, token);
    return {
      DashboardEntries: items.map(({ name: DashboardName, arn, body, modifiedAt }) => ({
        DashboardName,
        DashboardArn: arn,
        LastModified: new Date(modifiedAt),
        Size: Buffer.byteLength(body),
      })),
      NextToken,
    };
  },
  DeleteDashboards(raw) {
    const { DashboardNames } = parseInput(remove, raw);
    for (const each of DashboardNames) dashboards.get(each);
    for (const each of DashboardNames) dashboards.delete(each);
    return {};
  },
});
