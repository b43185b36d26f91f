const numbers = new Intl.NumberFormat("en-IE");

/** 100000 -> 100,000 */
export const count = (value: number) => numbers.format(value);

/** `counted(1, "row")` is "1 row", and of 2 "2 rows". */
export const counted = (value: number, thing: string) => `${count(value)} ${thing}${value === 1 ? "" : "s"}`;
