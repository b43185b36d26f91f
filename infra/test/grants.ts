import { readFileSync } from "node:fs";
import type { ResourceGraph } from "sourdough-local";
import { z } from "zod";
import type { Reason } from "../unused-grants.ts";
import { list, readGraph, type Statement } from "./graph.ts";

/** What a role may do: one action on one resource. */
export interface Granted {
  /** Name of the role in the infrastructure. */
  role: string;
  action: string;
  /** By the names of the infrastructure: `OrdersTable/index/kitchen`, `*`. */
  resource: string;
  /** The same as the deployed policy has it. */
  deployed: { role: string; action: string; resource: string };
}

/**
 * What to evaluate the config with, so that every role of every stage is in one graph at least: each form of FulfilOrder has
 * roles of its own, and what shifts new versions in is on prod alone.
 */
export const forms: readonly NodeJS.Dict<string>[] = [
  { FULFILMENT: "durable-function" },
  { FULFILMENT: "state-machine", CANARY: "prod" },
];

/** What flow tests needed of all that is granted. */
const Recorded = z.record(
  z.string(),
  z.strictObject({ used: z.array(z.string()), unused: z.array(z.string()) }),
);
export type Record = z.output<typeof Recorded>;

export const recordFile = new URL("grants-in-use.json", import.meta.url);
export const readRecord = (): Record => Recorded.parse(JSON.parse(readFileSync(recordFile, "utf8")));

/** A grant as the record has it, below the name of its role. */
export const lineOf = ({ action, resource }: Granted) => `${action} ${resource}`;

/** All grants of all roles of a graph, each once, by name of role. Policies of AWS are one grant each, on `*`. */
export const grantsOf = (graph: ResourceGraph): Granted[] => {
  const { roles } = readGraph(graph);
  const label = labels(graph);
  const grants = roles.flatMap(({ name, values, statements }) => {
    const role = String(values.name);
    const own = statements
      .filter(({ Effect }: Statement) => Effect === "Allow")
      .flatMap(({ Action, Resource }) =>
        list(Resource).flatMap((resource) => list(Action).map((action) => ({ action, resource }))),
      );
    const ofAws = list(values.managedPolicyArns as string[] | undefined).map((arn) => ({
      action: arn.replace(/^.*\//, "policy "),
      resource: "*",
    }));
    return [...own, ...ofAws].map(({ action, resource }) => ({
      role: name,
      action,
      resource: label(resource),
      deployed: { role, action, resource },
    }));
  });
  return [...new Map(grants.map((grant) => [`${grant.role} ${lineOf(grant)}`, grant])).values()].sort(
    (a, b) => (a.role === b.role ? (lineOf(a) < lineOf(b) ? -1 : 1) : a.role < b.role ? -1 : 1),
  );
};

// Physical names have random parts, and a stream a time: neither means anything in the record.
const labels = ({ resources }: ResourceGraph) => {
  const named = resources
    .flatMap(({ name, outputs }) => (typeof outputs.arn === "string" ? [{ name, arn: outputs.arn }] : []))
    .sort((a, b) => b.arn.length - a.arn.length);
  return (arn: string): string => {
    if (arn === "*") return arn;
    const owner = named.find(
      (one) => arn.startsWith(one.arn) && /^($|[:/*])/.test(arn.slice(one.arn.length)),
    );
    const [, , service, , , ...rest] = arn.split(":");
    if (!owner) return [service, ...rest].join(":");
    const name = owner.name.replace(/([A-Z][a-z]+)\1$/, "$1").replace(/(?<=.)Function$/, "");
    return `${name}${arn.slice(owner.arn.length).replace(/\/stream\/.*/, "/stream")}`;
  };
};

/** What is wrong with what is granted, after the record and the reasons. */
export const complaintsAbout = (grants: readonly Granted[], record: Record, reasons: readonly Reason[]) => {
  const stateOf = (grant: Granted) => {
    const known = record[grant.role];
    if (known?.used.includes(lineOf(grant))) return "used";
    if (reasons.some((reason) => explains(reason, grant))) return "explained";
    return known?.unused.includes(lineOf(grant)) ? "unused" : "unknown";
  };
  const named = (state: string) =>
    grants.filter((grant) => stateOf(grant) === state).map((grant) => `${grant.role}: ${lineOf(grant)}`);
  return {
    stateOf,
    /** Nobody has looked yet whether something needs them. */
    unknown: named("unknown"),
    /** No flow test needs them, and nobody says why they are there. */
    unused: named("unused"),
    /** Reasons for what is not granted any more. */
    idle: reasons.filter((reason) => !grants.some((grant) => explains(reason, grant))),
  };
};

/** Whether a reason is one for a grant. */
export const explains = ({ role = /./, action, resource = /./ }: Reason, grant: Granted) =>
  role.test(grant.role) && action.test(grant.action) && resource.test(grant.resource);
