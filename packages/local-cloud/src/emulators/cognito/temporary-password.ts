import { randomInt } from "node:crypto";
import type { UserPoolProperties } from "./pool-properties.ts";

const KINDS = ["abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "!#$%*+-=?@_"];

/** One that every policy takes: letters of both cases, digits and symbols, as long as asked for. */
export const temporaryPassword = ({ minimumLength }: UserPoolProperties["passwordPolicy"]): string =>
  Array.from({ length: Math.max(minimumLength, 8) }, (_, index) => {
    const letters = KINDS[index % KINDS.length]!;
    return letters[randomInt(letters.length)];
  }).join("");
