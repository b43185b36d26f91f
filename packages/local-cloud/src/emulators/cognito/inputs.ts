import { z } from "zod";
import { usernameInput } from "./attributes.ts";

export const metadata = z.record(z.string(), z.string()).optional();
export const clientId = z.string().min(1);
export const session = z.string().optional();
export const password = z.string().min(1).max(256);
export const code = z.string().min(1).max(2048);
/** What only risk-based features read. */
export const context = {
  AnalyticsMetadata: z.looseObject({}).optional(),
  UserContextData: z.looseObject({}).optional(),
  ContextData: z.looseObject({}).optional(),
};
export const parameters = z.record(z.string(), z.string()).default({});
export const ofPool = { UserPoolId: z.string() };
export const ofUser = { ...ofPool, Username: usernameInput };
export const addressName = z.enum(["email", "phone_number"], {
  error: "has no code: only email and phone_number have one",
});
