import type { EventContract } from "@sourdough/events-schema";
import type { Declared } from "@sourdough/events-schema/repository";
import type { Resource } from "sourdough-local";
import * as z from "zod";
import type { Subject } from "../prove.ts";

/** A change that makes a sound system unsound. */
export type Mistake = (subject: Subject) => Subject;

const inTexts = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => inTexts(item, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inTexts(item, change)]));
};

const changeResource = (
  subject: Subject,
  name: string,
  change: (resource: Resource) => Resource,
): Subject => {
  let found = false;
  const resources = subject.graph.resources.map((resource) => {
    if (resource.name !== name) return resource;
    found = true;
    return change(resource);
  });
  if (!found) throw new Error(`There is no resource ${name}.`);
  return { ...subject, graph: { ...subject.graph, resources } };
};

/** Replaces a text in the properties of a resource, wherever it is. */
export const replace =
  (name: string, from: string, to: string): Mistake =>
  (subject) => {
    let changes = 0;
    const change = (text: string) => {
      if (text.includes(from)) changes++;
      return text.replaceAll(from, to);
    };
    const changed = changeResource(subject, name, (resource) => ({
      ...resource,
      inputs: inTexts(resource.inputs, change) as Resource["inputs"],
      outputs: inTexts(resource.outputs, change) as Resource["outputs"],
    }));
    if (changes === 0) throw new Error(`${name} has no ${from}.`);
    return changed;
  };

export const setProperty =
  (name: string, properties: Record<string, unknown>): Mistake =>
  (subject) =>
    changeResource(subject, name, (resource) => ({
      ...resource,
      inputs: { ...resource.inputs, ...properties },
      outputs: { ...resource.outputs, ...properties },
    }));

export const remove =
  (...names: string[]): Mistake =>
  (subject) => ({
    ...subject,
    graph: {
      ...subject.graph,
      resources: subject.graph.resources.filter(({ name }) => !names.includes(name)),
    },
  });

/** The name of the API route whose template has a text in it. */
export const routeWith = ({ graph }: Subject, text: string): string => {
  const found = graph.resources.find(
    ({ type, inputs }) => type.endsWith(":Integration") && JSON.stringify(inputs).includes(text),
  );
  if (!found) throw new Error(`No route has ${text} in its template.`);
  return found.name;
};

const withData = (
  contract: EventContract,
  data: z.ZodObject,
  examples = contract.examples,
): EventContract => ({
  ...contract,
  data,
  examples,
  detail: contract.detail.extend({ data }) as unknown as EventContract["detail"],
});

const changeContract = (
  subject: Subject,
  name: string,
  change: (contract: EventContract) => EventContract[],
): Subject => ({
  ...subject,
  contracts: subject.contracts.flatMap((contract) =>
    contract.name === name ? change(contract) : [contract],
  ),
});

/** Gives a field of an event another name, in its contract and nowhere else. */
export const renameField =
  (event: string, from: string, to: string): Mistake =>
  (subject) =>
    changeContract(subject, event, (contract) => {
      const { [from]: field, ...rest } = contract.data.shape;
      const examples = contract.examples.map(({ [from]: value, ...others }) => ({ ...others, [to]: value }));
      return [
        withData(
          contract,
          z.object({ ...rest, [to]: field! }),
          examples as unknown as EventContract["examples"],
        ),
      ];
    });

/** Gives a field of an event another schema. */
export const redefineField =
  (event: string, field: string, schema: (before: z.ZodType) => z.ZodType): Mistake =>
  (subject) =>
    changeContract(subject, event, (contract) => {
      const before = contract.data.shape[field] as z.ZodType;
      return [withData(contract, z.object({ ...contract.data.shape, [field]: schema(before) }))];
    });

/** Adds the next version of an event, which says the same. */
export const addVersion =
  (event: string): Mistake =>
  (subject) =>
    changeContract(subject, event, (contract) => [contract, nextVersion(contract)]);

export const nextVersion = (contract: EventContract): EventContract => {
  const version = contract.version + 1;
  const metadata = contract.detail.shape.metadata.extend({ version: z.literal(version) });
  return {
    ...contract,
    version,
    detail: contract.detail.extend({ metadata }) as unknown as EventContract["detail"],
  };
};

export const changeEvent =
  (event: string, change: Partial<EventContract>): Mistake =>
  (subject) =>
    changeContract(subject, event, (contract) => [{ ...contract, ...change }]);

/** Changes what a consumer declares; undefined takes its declaration away. */
export const redeclare =
  (consumer: string, change: (declared: Declared["events"]) => Declared["events"] | undefined): Mistake =>
  (subject) => {
    const before = subject.consumers.get(consumer)!;
    const events = change(before.events);
    const others = [...subject.consumers].filter(([name]) => name !== consumer);
    return {
      ...subject,
      consumers: new Map([...others, ...(events ? [[consumer, { ...before, events }] as const] : [])]),
    };
  };

export const both =
  (...mistakes: Mistake[]): Mistake =>
  (subject) =>
    mistakes.reduce((changed, mistake) => mistake(changed), subject);

/** A mistake and what at least one finding about it says. */
export interface Case {
  readonly mistake: string;
  readonly make: Mistake;
  readonly found: { readonly code: string; readonly resource: string; readonly file: string };
}

export const found = (code: string, resource: string, file: string): Case["found"] => ({
  code,
  resource,
  file,
});

export const files = {
  orders: "services/orders/infra.ts",
  payments: "services/payments/infra.ts",
  inventory: "services/inventory/infra.ts",
  notifications: "services/notifications/infra.ts",
} as const;
