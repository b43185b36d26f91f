import { contracts } from "./contracts.ts";
import type { EventContract } from "./event.ts";

/** An event contract as the local cloud's console shows it. */
interface ConsoleContract {
  source: string;
  detailType: string;
  version: number;
  description: string;
  personal: readonly string[];
  /** Complete `detail` objects under an event id of their own, so that no consumer takes them for a redelivery. */
  examples(): unknown[];
  /** What of a `detail` breaks the contract. */
  check(detail: unknown): { path: string; message: string }[];
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** https://github.com/ulid/spec: 48 bits of time and 80 of chance. */
const ulid = (at: number) => {
  const time = Array.from({ length: 10 }, (_, index) => alphabet[Math.floor(at / 32 ** (9 - index)) % 32]);
  const chance = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => alphabet[byte % 32]);
  return [...time, ...chance].join("");
};

const metadata = ({ name, version }: EventContract) => {
  const hex = () => crypto.randomUUID().replaceAll("-", "");
  return {
    eventId: `evt-${ulid(Date.now())}`,
    version,
    occurredAt: new Date().toISOString(),
    correlationId: `console-${name}`,
    causationId: "console",
    // Later than whatever was published of the same thing.
    sequence: Math.floor(Date.now() / 1000),
    traceparent: `00-${hex()}-${hex().slice(0, 16)}-00`,
  };
};

const toConsole = (contract: EventContract): ConsoleContract => ({
  source: contract.source,
  detailType: contract.name,
  version: contract.version,
  description: contract.description,
  personal: contract.personal,
  examples: () => contract.examples.map((data) => ({ metadata: metadata(contract), data })),
  check(detail) {
    const issues = contract.detail.safeParse(detail).error?.issues ?? [];
    return issues.map(({ path, message }) => ({ path: ["detail", ...path].join("."), message }));
  },
});

/** What `localCloud.events` in package.json names: the contracts to compose events from, and to hold them against. */
export const events: readonly ConsoleContract[] = contracts.map(toConsole);
