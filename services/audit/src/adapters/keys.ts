import { queryOf } from "@sourdough/lambda-kit/entity";
import { auditTable } from "./audit-table.ts";

/** Parameters of the `Query` of the last audits, newest first. */
export const lastAudits = (table: string, limit: number) =>
  queryOf(auditTable({ table }).entities.audit.query.all({}), { order: "desc", limit });
