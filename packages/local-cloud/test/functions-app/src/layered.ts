interface Oven {
  readonly celsius: number;
}

const OVEN: string = "/opt/nodejs/oven.mjs";

export const heat = async () => ((await import(OVEN)) as Oven).celsius;
