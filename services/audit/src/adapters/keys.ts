import { queryOf } from "@sourdough/lambda-kit/entity";
import { auditTable } from "./audit-table.ts";

const { audit } = auditTable({ table: "AuditTable" }).entities;

/** Parameters of the `Query` of the last audits, newest first. */
export const lastAudits = (table: string, limit: number) =>
  queryOf(audit.query.all({}), { table, order: "desc", limit });
