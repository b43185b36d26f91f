import { complaintsAbout, explains, type Granted, lineOf, type Record } from "../../infra/test/grants.ts";
import type { Reason } from "../../infra/unused-grants.ts";

/** What a role may do, by what is known of it. */
export interface RoleReport {
  readonly role: string;
  readonly granted: number;
  readonly used: readonly string[];
  /** Not used, with the reason. */
  readonly explained: readonly { readonly grant: string; readonly because: string }[];
  /** Not used, for no reason that anybody gave. */
  readonly unused: readonly string[];
  /** Not in the record: nobody has looked. */
  readonly unknown: readonly string[];
  /** Used when it was recorded, and not granted any more. */
  readonly missing: readonly string[];
}

/** Every role whose name has `part` in it. */
export const report = (
  grants: readonly Granted[],
  record: Record,
  reasons: readonly Reason[],
  part = "",
): RoleReport[] => {
  const { stateOf } = complaintsAbout(grants, record, reasons);
  const roles = [...new Set([...grants.map(({ role }) => role), ...Object.keys(record)])].sort();
  return roles
    .filter((role) => role.toLowerCase().includes(part.toLowerCase()))
    .map((role) => {
      const own = grants.filter((grant) => grant.role === role);
      const lines = own.map(lineOf);
      const those = (state: string) => own.filter((grant) => stateOf(grant) === state);
      return {
        role,
        granted: own.length,
        used: those("used").map(lineOf),
        explained: those("explained").map((grant) => ({
          grant: lineOf(grant),
          because: reasons.find((reason) => explains(reason, grant))?.because ?? "",
        })),
        unused: those("unused").map(lineOf),
        unknown: those("unknown").map(lineOf),
        missing: (record[role]?.used ?? []).filter((line) => !lines.includes(line)),
      };
    });
};

const block = (title: string, lines: readonly string[]) =>
  lines.map((line) => `  ${title.padEnd(9)} ${line}`);

/** The report as text. */
export const asText = (roles: readonly RoleReport[]): string => {
  const sum = (of: (role: RoleReport) => number) => roles.reduce((total, role) => total + of(role), 0);
  const total = [
    `${roles.length} roles, ${sum((role) => role.granted)} grants:`,
    `${sum((role) => role.used.length)} used by flow tests, ${sum((role) => role.explained.length)} explained,`,
    `${sum((role) => role.unused.length)} unused, ${sum((role) => role.unknown.length)} not recorded,`,
    `${sum((role) => role.missing.length)} missing.`,
  ].join(" ");
  return [
    ...roles.flatMap(({ role, used, explained, unused, unknown, missing }) => [
      role,
      ...block("used", used),
      ...block(
        "explained",
        explained.map(({ grant, because }) => `${grant}: ${because}`),
      ),
      ...block("UNUSED", unused),
      ...block("NEW", unknown),
      ...block("MISSING", missing),
    ]),
    total,
  ].join("\n");
};
