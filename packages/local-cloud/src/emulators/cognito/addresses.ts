import { AwsError } from "../../core/aws-error.ts";
import type { Attributes } from "./attributes.ts";
import type { Codes } from "./codes.ts";
import type { Delivery, SendMessage } from "./messages.ts";
import type { Address } from "./pool-properties.ts";
import type { Act } from "./sign-in.ts";
import type { User } from "./store.ts";

/** E-mail addresses and phone numbers that a user has changed, and proves to read. */
export interface Addresses {
  /** Sets attributes, and sends a code to each new address that the pool verifies. */
  update(act: Act, user: User, attributes: Attributes): Promise<Delivery[]>;
  sendCode(act: Act, user: User, address: Address): Promise<Delivery>;
  /** Throws `CodeMismatchException` or `ExpiredCodeException`. */
  verify(act: Act, user: User, address: Address, code: string): void;
}

const isAddress = (name: string): name is Address => name === "email" || name === "phone_number";

export const createAddresses = (codes: Codes, send: SendMessage): Addresses => {
  const sendTo = (
    act: Act,
    user: User,
    address: Address,
    occasion: "UpdateUserAttribute" | "VerifyUserAttribute",
  ) =>
    send({
      ...act,
      clientId: act.client.id,
      user,
      address,
      occasion,
      code: codes.make(user, address),
      to: user.unverified?.[address],
    });

  return {
    async update(act, user, attributes) {
      const { pool } = act;
      const { autoVerifiedAttributes, userAttributeUpdateSettings } = pool.properties;
      const held = userAttributeUpdateSettings?.attributesRequireVerificationBeforeUpdates ?? [];
      const changed = [...attributes].filter(([name, value]) => value !== user.attributes[name]);
      const unverified = changed.filter(
        ([name, value]) =>
          isAddress(name) &&
          value !== "" &&
          held.includes(name) &&
          attributes.get(`${name}_verified`) !== "true",
      );
      const waits = new Set(unverified.map(([name]) => name));
      const updated = pool.update(user, new Map([...attributes].filter(([name]) => !waits.has(name))));
      const saved =
        waits.size === 0
          ? updated
          : pool.change(updated, {
              unverified: { ...user.unverified, ...Object.fromEntries(unverified) },
            });
      const toVerify = changed.flatMap(([name, value]) =>
        isAddress(name) &&
        value !== "" &&
        autoVerifiedAttributes.includes(name) &&
        (waits.has(name) || saved.attributes[`${name}_verified`] !== "true")
          ? [name]
          : [],
      );
      return Promise.all(toVerify.map((name) => sendTo(act, saved, name, "UpdateUserAttribute")));
    },
    sendCode: (act, user, address) => sendTo(act, user, address, "VerifyUserAttribute"),
    verify({ pool }, user, address, code) {
      if (user.attributes[address] === undefined && user.unverified?.[address] === undefined)
        throw new AwsError("InvalidParameterException", `User does not have the attribute ${address}.`);
      codes.check(user, address, code);
      const { [address]: value = user.attributes[address]!, ...unverified } = user.unverified ?? {};
      const verified = pool.update(
        user,
        new Map([
          [address, value],
          [`${address}_verified`, "true"],
        ]),
      );
      pool.change(verified, { unverified });
      codes.spend(user, address);
    },
  };
};
