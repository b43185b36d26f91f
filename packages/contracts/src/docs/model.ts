import { type EventContract, eventJsonSchema, type JsonSchema } from "@sourdough/events-schema";
import type { ContractFile, Declared } from "@sourdough/events-schema/repository";
import { type Change, changesBetween } from "../compatibility/changes.ts";
import type { Way } from "./ways.ts";

/** Who takes a version, and which of its fields. */
export interface Consumer {
  service: string;
  name: string;
  reads: readonly string[];
}

/** One version of an event with everything the pages tell about it. */
export interface DocumentedVersion {
  file: string;
  contract: EventContract;
  schema: JsonSchema;
  publisher: string;
  consumers: Consumer[];
  ways: Way[];
  /** Against the version before. */
  changes: Change[];
}

/** All versions of an event, newest first. */
export interface DocumentedEvent {
  name: string;
  source: string;
  versions: [DocumentedVersion, ...DocumentedVersion[]];
}

export interface Documented {
  contracts: readonly ContractFile[];
  consumers: ReadonlyMap<string, Declared>;
  waysOf: (contract: EventContract) => Way[];
}

const isSame = (one: EventContract, other: EventContract) =>
  one.name === other.name && one.source === other.source;

const consumersOf = (consumers: Documented["consumers"], contract: EventContract): Consumer[] =>
  [...consumers].flatMap(([name, { service, events }]) =>
    events
      .filter((event) => isSame(event, contract) && event.version === contract.version)
      .map(({ reads }) => ({ service, name, reads })),
  );

/** What the generated documents are made of, by name of the event. */
export function documentEvents({ contracts, consumers, waysOf }: Documented): DocumentedEvent[] {
  const versions = contracts
    .map(({ file, contract }): DocumentedVersion => {
      const before = contracts
        .map((one) => one.contract)
        .find((one) => isSame(one, contract) && one.version === contract.version - 1);
      return {
        file,
        contract,
        schema: eventJsonSchema(contract),
        publisher: contract.source.replace(/^sourdough\./, ""),
        consumers: consumersOf(consumers, contract),
        ways: waysOf(contract),
        changes: before ? changesBetween(eventJsonSchema(before), eventJsonSchema(contract)) : [],
      };
    })
    .sort((one, other) => other.contract.version - one.contract.version);
  const events = Map.groupBy(versions, ({ contract }) => `${contract.name} ${contract.source}`);
  return [...events.values()]
    .flatMap(([newest, ...older]): DocumentedEvent[] =>
      newest
        ? [{ name: newest.contract.name, source: newest.contract.source, versions: [newest, ...older] }]
        : [],
    )
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
