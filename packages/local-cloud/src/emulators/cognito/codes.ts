import { randomInt } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Clock } from "../../core/clock.ts";
import type { Store, User } from "./store.ts";

/** What a code is for; one of an attribute proves that the user reads what goes there. */
export type Purpose = "sign-up" | "password" | "email" | "phone_number";

/** Six digits, and what is done with them. */
export interface Codes {
  make(user: User, purpose: Purpose): string;
  /** Throws `CodeMismatchException` or `ExpiredCodeException`. */
  check(user: User, purpose: Purpose, given: string): void;
  /** After which it is of no use any more. */
  spend(user: User, purpose: Purpose): void;
}

const HOUR = 60 * 60_000;
/** https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
const VALID_MS: Record<Purpose, number> = {
  "sign-up": 24 * HOUR,
  password: HOUR,
  email: 24 * HOUR,
  phone_number: 24 * HOUR,
};

export const sixDigits = (): string => String(randomInt(1_000_000)).padStart(6, "0");

export const createCodes = ({ codes }: Store, clock: Clock): Codes => {
  const keyOf = ({ poolId, sub }: User, purpose: Purpose) => `${poolId}/${sub}/${purpose}`;
  return {
    make(user, purpose) {
      const code = sixDigits();
      codes.set(keyOf(user, purpose), { code, expiresAt: clock.now() + VALID_MS[purpose] });
      return code;
    },
    check(user, purpose, given) {
      const known = codes.get(keyOf(user, purpose));
      if (!known || known.expiresAt <= clock.now())
        throw new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
      if (known.code !== given)
        throw new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
    },
    spend: (user, purpose) => void codes.delete(keyOf(user, purpose)),
  };
};
