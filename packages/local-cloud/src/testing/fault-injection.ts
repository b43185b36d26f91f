import type { LocalCloud } from "../boot/local-cloud.ts";
import { type Faults, noFaults } from "../core/faults.ts";

/** Trouble on the way, at the bus and in functions. */
export interface FaultInjection {
  /** Plans each delivery from now on: one entry for each copy, its value the milliseconds it is held back. */
  onDelivery(plan: Faults["delivery"]): void;
  /** Asked at each call that a function makes to a service: whether it dies before or after the service did it. */
  onCall(crash: Faults["crash"]): void;
  /** Asked at each event that is put on the bus: whether the bus refuses it, as it may any entry. */
  onPublish(refuses: (detailType: string) => boolean): void;
  /** Asked at each record that is put into a stream: whether the stream refuses it, as if it had no room. */
  onStreamWrite(refuses: Faults["throttle"]): void;
  /** From now on nothing goes wrong. */
  clear(): void;
}

interface Entry {
  DetailType?: string;
}
interface Taken {
  FailedEntryCount: number;
  Entries: object[];
}

const never = () => false;

export const injectInto = ({ faults, cloud }: LocalCloud): FaultInjection => {
  let refuses: (detailType: string) => boolean = never;
  const operations = cloud.emulator("events")!.operations as Record<string, (...call: never[]) => unknown>;
  const putEvents = operations.PutEvents as (input: { Entries: Entry[] }, caller: unknown) => Promise<Taken>;
  operations.PutEvents = async (input: { Entries: Entry[] }, caller: unknown) => {
    // What makes no sense is for the emulator to refuse.
    if (refuses === never) return putEvents(input, caller);
    const refused = input.Entries.map(({ DetailType = "" }) => refuses(DetailType));
    if (!refused.includes(true)) return putEvents(input, caller);
    const Entries = input.Entries.filter((_, index) => !refused[index]);
    const taken = Entries.length > 0 ? [...(await putEvents({ ...input, Entries }, caller)).Entries] : [];
    const failure = { ErrorCode: "InternalFailure", ErrorMessage: "Try again." };
    return {
      FailedEntryCount: refused.filter(Boolean).length,
      Entries: refused.map((isRefused) => (isRefused ? failure : taken.shift()!)),
    };
  };
  return {
    onDelivery: (plan) => {
      faults.delivery = plan;
    },
    onCall: (crash) => {
      faults.crash = crash;
    },
    onPublish: (decide) => {
      refuses = decide;
    },
    onStreamWrite: (decide) => {
      faults.throttle = decide;
    },
    clear: () => {
      Object.assign(faults, noFaults());
      refuses = never;
    },
  };
};
