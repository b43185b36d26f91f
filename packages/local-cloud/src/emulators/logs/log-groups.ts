import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Account } from "../../core/resource-type.ts";
import type { LogGroup, LogStore } from "./store.ts";

export const logGroupName = z.string().regex(/^[\w./#-]{1,512}$/);

export const page = <Item>(items: readonly Item[], from: number, limit: number) => ({
  items: items.slice(from, from + limit),
  nextToken: from + limit < items.length ? String(from + limit) : undefined,
});

/** Finds groups by what calls name them by. */
export const createLogGroups = (account: Account, store: LogStore) => {
  const find = (nameOrArn: string): LogGroup => {
    const name = nameOrArn.replace(/^arn:.*:log-group:/, "").replace(/:\*$/, "");
    const group = store.find(name);
    if (!group)
      throw new AwsError("ResourceNotFoundException", `The specified log group does not exist: ${name}.`, {
        status: 400,
      });
    return group;
  };
  return {
    store,
    find,
    /** The one group of a call. */
    oneOf({
      logGroupIdentifier,
      logGroupName: name,
    }: {
      logGroupName?: string;
      logGroupIdentifier?: string;
    }) {
      if ((name === undefined) === (logGroupIdentifier === undefined))
        throw new AwsError("InvalidParameterException", "Give either logGroupName or logGroupIdentifier.");
      return find(name ?? logGroupIdentifier!);
    },
    arn: ({ name }: LogGroup) => arnOf("logs", account, `log-group:${name}`),
    /** `<account>:<name>`, as results of queries and live tails have it. */
    log: ({ name }: LogGroup) => `${account.accountId}:${name}`,
  };
};

export type LogGroups = ReturnType<typeof createLogGroups>;
