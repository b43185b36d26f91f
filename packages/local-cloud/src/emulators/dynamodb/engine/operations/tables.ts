import type { z } from "zod";
import { lastPart } from "../../../../core/arn.ts";
import { AwsError } from "../../../../core/aws-error.ts";
import { tableArn } from "../../resources.ts";
import type { Table } from "../catalog.ts";
import type { Core } from "../core.ts";
import type { TableDefinition } from "../definition.ts";
import { invalid, notFound } from "../errors.ts";
import type * as requests from "../table-requests.ts";
import { describeTable } from "./describe-table.ts";

type InputOf<Request extends keyof typeof requests> = z.output<(typeof requests)[Request] & z.ZodType>;

const PAGE = 100;
const LONGEST_RECOVERY_DAYS = 35;

const named = (core: Core, name: string): Table => {
  const table = core.catalog.get(name);
  if (!table) throw notFound(`Requested resource not found: Table: ${name} not found`);
  return table;
};

const change = (core: Core, table: Table, changes: Partial<TableDefinition>): Table =>
  core.transaction({ causes: [] }, () => core.catalog.change(table, changes));

export const describe = (core: Core, { TableName }: InputOf<"named">) => ({
  Table: describeTable(core, named(core, TableName)),
});

export const deleteTable = (core: Core, { TableName }: InputOf<"named">) => {
  const table = named(core, TableName);
  if (table.isProtected)
    throw invalid(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
    );
  const TableDescription = describeTable(core, table, "DELETING");
  core.transaction({ causes: [] }, () => {
    core.log.drop(table.number);
    core.catalog.drop(table);
  });
  return { TableDescription };
};

export const listTables = (
  core: Core,
  { ExclusiveStartTableName: start = "", Limit = PAGE }: InputOf<"listTables">,
) => {
  const names = core.catalog
    .all()
    .map(({ name }) => name)
    .filter((name) => name > start);
  const TableNames = names.slice(0, Limit);
  return {
    TableNames,
    ...(names.length > Limit && { LastEvaluatedTableName: TableNames.at(-1) }),
  };
};

export const describeTimeToLive = (core: Core, { TableName }: InputOf<"named">) => {
  const { ttlAttribute } = named(core, TableName);
  return {
    TimeToLiveDescription: ttlAttribute
      ? { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute }
      : { TimeToLiveStatus: "DISABLED" },
  };
};

export const updateTimeToLive = (
  core: Core,
  { TableName, TimeToLiveSpecification }: InputOf<"updateTimeToLive">,
) => {
  const table = named(core, TableName);
  const { AttributeName, Enabled } = TimeToLiveSpecification;
  if (Enabled && table.ttlAttribute !== undefined) throw invalid("TimeToLive is already enabled");
  if (!Enabled && table.ttlAttribute === undefined) throw invalid("TimeToLive is already disabled");
  if (!Enabled && table.ttlAttribute !== AttributeName)
    throw invalid(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${table.ttlAttribute}`,
    );
  change(core, table, { ttlAttribute: Enabled ? AttributeName : undefined });
  return { TimeToLiveSpecification };
};

const describeRecovery = ({ recovery }: Table) => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: recovery
      ? { PointInTimeRecoveryStatus: "ENABLED", RecoveryPeriodInDays: recovery.days }
      : { PointInTimeRecoveryStatus: "DISABLED" },
  },
});

const recoverable = (core: Core, name: string): Table => {
  const table = core.catalog.get(name);
  if (!table) throw new AwsError("TableNotFoundException", `Table not found: ${name}`);
  return table;
};

export const describeContinuousBackups = (core: Core, { TableName }: InputOf<"named">) =>
  describeRecovery(recoverable(core, TableName));

export const updateContinuousBackups = (
  core: Core,
  { TableName, PointInTimeRecoverySpecification: recovery }: InputOf<"updateContinuousBackups">,
) => {
  const days = recovery.RecoveryPeriodInDays ?? LONGEST_RECOVERY_DAYS;
  const table = recoverable(core, TableName);
  return describeRecovery(
    change(core, table, { recovery: recovery.PointInTimeRecoveryEnabled ? { days } : undefined }),
  );
};

const tagged = (core: Core, arn: string): Table => {
  if (!/^arn:[^:]+:dynamodb:[^:]+:\d{12}:table\/[^/]+$/.test(arn))
    throw invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  const name = lastPart(arn);
  if (arn !== tableArn(name, core.account))
    throw new AwsError("AccessDeniedException", `${arn} is not of this account and region.`);
  const table = core.catalog.get(name);
  if (!table) throw notFound(`Requested resource not found: ResourcArn: ${arn} not found`);
  return table;
};

export const tagResource = (core: Core, { ResourceArn, Tags }: InputOf<"tagResource">) => {
  const table = tagged(core, ResourceArn);
  const tags = { ...table.tags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) };
  change(core, table, { tags });
  return {};
};

export const untagResource = (core: Core, { ResourceArn, TagKeys }: InputOf<"untagResource">) => {
  const table = tagged(core, ResourceArn);
  const tags = Object.fromEntries(Object.entries(table.tags).filter(([key]) => !TagKeys.includes(key)));
  change(core, table, { tags });
  return {};
};

export const listTagsOfResource = (core: Core, { ResourceArn }: InputOf<"listTagsOfResource">) => ({
  Tags: Object.entries(tagged(core, ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
});
