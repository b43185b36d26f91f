export interface HopCost {
  /** `SQS requests`, `Lambda GB-seconds` */
  unit: string;
  service: string;
  quantity: number;
  usd: number;
}

export interface CostReport {
  /** Day the prices were read, `2026-11-20`. */
  pricesAsOf: string;
  region: string;
  currency: "USD";
  /** Requests from outside that changed something, with all they set off. */
  journeys: number;
  total: CostSum;
  perJourney?: CostSum;
  services: { service: string; label: string; actual: CostSum; lambdaEverywhere: CostSum }[];
  /** By area (slice). */
  areas: { area: string; actual: CostSum }[];
  /** By kind of hop: `sqs SendMessage PlaceOrderQueue`; the most expensive first. */
  hops: {
    service: string;
    action: string;
    resource: string;
    node?: string;
    count: number;
    /** What it used of what is priced. */
    units: HopCost[];
    usd: number;
    lambdaEverywhereUsd: number;
  }[];
  units: HopCost[];
  prices: { unit: string; service: string; usd: number; per: number; source: string; note?: string }[];
  /** What the comparison takes for granted, a sentence each. */
  assumptions: string[];
  /** Figures of this app's other forms, from a file that the app names; of a whole run alone. */
  comparison?: Comparison;
}

/** Figures that were measured before, of forms an app can have. */
export interface Comparison {
  title: string;
  /** `2026-11-29` */
  recordedOn: string;
  /** The command that measured them. */
  by: string;
  machine: string;
  forms: {
    name: string;
    /** Whether it is what runs now. */
    isRunning: boolean;
    /** Of a million journeys. */
    perMillionUsd: number;
    figures: { name: string; value: number; unit: string }[];
  }[];
}

export interface CostSum {
  usd: number;
  /** The same path with a function at every hop; absent where it makes no difference to speak of. */
  lambdaEverywhereUsd: number;
  /** For a million journeys, when per journey. */
  perMillionUsd?: number;
}
