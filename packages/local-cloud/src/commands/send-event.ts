import type { EventCatalogue } from "../console/api.ts";
import { CommandError } from "./command.ts";
import type { RunningCloud } from "./running.ts";

/** An event as a person names it. */
export interface EventToSend {
  readonly detailType: string;
  /** That of the newest contract's example when absent. */
  readonly detail?: unknown;
  /** Those of the contract, or of the last event of that type, when absent. */
  readonly source?: string;
  /** The only bus there is when absent. */
  readonly bus?: string;
  /** Send it although its contract does not hold. */
  readonly force?: boolean;
}

const chosenBus = ({ buses }: EventCatalogue, bus: string | undefined): string => {
  const names = buses.map(({ name, label }) => (name === label ? name : `${label} (${name})`)).join(", ");
  const found = bus === undefined ? buses : buses.filter(({ name, label }) => name === bus || label === bus);
  if (found.length === 1) return found[0]!.name;
  if (buses.length === 0) return bus ?? "default";
  throw new CommandError(
    bus === undefined
      ? `The app has several buses: ${names}. Name one with --bus.`
      : `There is no bus "${bus}". There are: ${names}.`,
  );
};

/** Puts it on the bus through the console, which holds it to its contract. Throws `CommandError` or `ConsoleRefusal`. */
export const sendEvent = async (
  { console: api }: RunningCloud,
  { detailType, detail, source, bus, force }: EventToSend,
): Promise<{ eventId: string; traceId: string }> => {
  const catalogue = await api.get("/api/events");
  const isMeant = (one: { source: string; detailType: string }) =>
    one.detailType === detailType && (source === undefined || one.source === source);
  const contract = catalogue.contracts.filter(isMeant).toSorted((a, b) => b.version - a.version)[0];
  const from = source ?? contract?.source ?? catalogue.seen.find(isMeant)?.source;
  if (from === undefined) {
    const known = [...new Set(catalogue.contracts.map((one) => one.detailType))].sort();
    throw new CommandError(
      `Nothing says who sends ${detailType}: it has no contract and was not seen yet. Name its source with --source.${known.length > 0 ? ` Contracts: ${known.join(", ")}.` : ""}`,
    );
  }
  if (from.startsWith("aws."))
    throw new CommandError(
      `Sources that begin with "aws." are those of AWS's own services, and EventBridge takes them from nobody else, so not ${from}. Name another with --source.`,
    );
  if (detail === undefined && contract === undefined)
    throw new CommandError(`${detailType} has no contract with an example. Say its detail with --detail.`);
  return api.post("/api/events", {
    bus: chosenBus(catalogue, bus),
    source: from,
    detailType,
    detail: detail === undefined ? contract?.examples[0] : detail,
    force,
  });
};
