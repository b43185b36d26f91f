/** A store of the chain, as menu and clock need it. */
interface Store {
  readonly storeId: string;
  readonly name: string;
  readonly city: string;
  /** Of the IANA database. */
  readonly timeZone: string;
  /** `HH:MM` by the store's own clock, every day. Not in the hour that a change of the clock skips or repeats. */
  readonly closingTime: string;
  /** Degrees, north and east. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Known to whoever needs them before anything runs: the menu that is sold, and the schedules that close their days. */
export const stores: readonly [Store, ...Store[]] = [
  {
    storeId: "store-1",
    name: "Sourdough Mitte",
    city: "Berlin",
    timeZone: "Europe/Berlin",
    closingTime: "19:00",
    latitude: 52.52,
    longitude: 13.405,
  },
  {
    storeId: "store-2",
    name: "Sourdough Altona",
    city: "Hamburg",
    timeZone: "Europe/Berlin",
    closingTime: "18:30",
    latitude: 53.55,
    longitude: 9.935,
  },
  {
    storeId: "store-3",
    name: "Sourdough Glockenbach",
    city: "Munich",
    timeZone: "Europe/Berlin",
    closingTime: "19:30",
    latitude: 48.132,
    longitude: 11.574,
  },
];

/**
 * The store of the synthetic customer's orders, by which they are known for what they are: nobody bakes them, no list
 * has the store, and whoever counts sales, writes to customers or takes money leaves it out.
 */
export const testStore = "store-test";

/** All that is sold there. */
export const testProduct = "test-loaf";
