import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import type { EventContract } from "../event.ts";
import { arbitraryData } from "./arbitrary.ts";

/** Values at a path such as `customer.email`; of a list, those of all items. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return valuesAt(new Map<string, unknown>(Object.entries(value)).get(name), rest);
}

const personalIn = (contract: EventContract, data: unknown) =>
  contract.personal.flatMap((path) => valuesAt(data, path.split(".")));

function flawOf(contract: EventContract, older: unknown): string | undefined {
  const { upcast } = contract;
  if (!upcast) return undefined;
  const before = structuredClone(older);
  const newer = upcast.data(older);
  if (!isDeepStrictEqual(older, before)) return "changes what it is given";
  if (!isDeepStrictEqual(newer, upcast.data(before))) return "makes something else the second time";
  const parsed = contract.data.safeParse(newer);
  if (!parsed.success) return `makes what v${contract.version} does not take: ${parsed.error.message}`;
  const known = new Set(personalIn(upcast.from, older));
  const invented = personalIn(contract, parsed.data).find((value) => !known.has(value));
  return invented === undefined ? undefined : `invents personal data: ${JSON.stringify(invented)}`;
}

/**
 * Why an upcast is not sound, found with values generated from the contract it brings up: it has to be pure, make
 * what its version takes, and take personal data only from the personal data of the older version.
 */
export function upcastFlaw(contract: EventContract, numRuns = 200): string | undefined {
  if (!contract.upcast) return undefined;
  let flaw: string | undefined;
  fc.check(
    fc.property(arbitraryData(contract.upcast.from), (older) => {
      flaw = flawOf(contract, JSON.parse(JSON.stringify(older)));
      return flaw === undefined;
    }),
    { numRuns, seed: 20261123, endOnFailure: true },
  );
  return flaw;
}
