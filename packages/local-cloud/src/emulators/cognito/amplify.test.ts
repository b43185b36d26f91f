import { AdminCreateUserCommand, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { createAmplifyContext } from "aws-amplify";
import { createUserPoolsTokenProvider } from "aws-amplify/adapter-core";
import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  confirmUserAttribute,
  fetchUserAttributes,
  resetPassword,
  setUpTOTP,
  signIn,
  signUp,
  updateMFAPreference,
  updateUserAttributes,
  verifyTOTPSetup,
} from "aws-amplify/auth";
import { ConsoleLogger } from "aws-amplify/utils";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PASSWORD, startUserPools } from "./cognito.fixture.ts";
import { codeOf, stepAt } from "./totp.ts";

/** What the client library that most apps have makes of the pools: SRP, codes, second factors. */
ConsoleLogger.LOG_LEVEL = "ERROR";
const pools = await startUserPools();
const { cloud, cognito, codeTo } = pools;
afterAll(pools.stop);

let shop: Awaited<ReturnType<typeof pools.pool>>;
beforeAll(async () => {
  shop = await pools.pool("Shop", {
    usernameAttributes: ["email"],
    autoVerifiedAttributes: ["email"],
    mfaConfiguration: "OPTIONAL",
    softwareTokenMfaConfiguration: { enabled: true },
  });
});

const memory = () => {
  const items = new Map<string, string>();
  return {
    setItem: async (key: string, value: string) => void items.set(key, value),
    getItem: async (key: string) => items.get(key) ?? null,
    removeItem: async (key: string) => void items.delete(key),
    clear: async () => items.clear(),
  };
};
const app = ({ UserPoolId: userPoolId, ClientId: userPoolClientId } = shop) => {
  const Auth = { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: cloud.endpoint } };
  const tokenProvider = createUserPoolsTokenProvider(Auth, memory());
  return createAmplifyContext({ Auth }, { Auth: { tokenProvider } });
};

let count = 0;
const signedUp = async () => {
  const context = app();
  const username = `ann${++count}@example.com`;
  await signUp(context, { username, password: PASSWORD, options: { userAttributes: { email: username } } });
  await confirmSignUp(context, { username, confirmationCode: codeTo(username) });
  return { context, username };
};
const totpNow = (secret: string) => codeOf(secret, stepAt(cloud.clock.now()));
const nextCode = () => cloud.clock.advance(30_000);

test("a new user enters the code from the mailbox, and signs in by SRP", async () => {
  const context = app();
  const username = "new@example.com";
  const { isSignUpComplete, nextStep } = await signUp(context, { username, password: PASSWORD });
  expect({ isSignUpComplete, nextStep }).toMatchObject({
    isSignUpComplete: false,
    nextStep: {
      signUpStep: "CONFIRM_SIGN_UP",
      codeDeliveryDetails: { deliveryMedium: "EMAIL", destination: "n***@e***" },
    },
  });
  expect((await signIn(context, { username, password: PASSWORD })).nextStep.signInStep).toBe(
    "CONFIRM_SIGN_UP",
  );
  const wrong = codeTo(username) === "000000" ? "000001" : "000000";
  await expect(confirmSignUp(context, { username, confirmationCode: wrong })).rejects.toMatchObject({
    name: "CodeMismatchException",
  });
  await confirmSignUp(context, { username, confirmationCode: codeTo(username) });
  await expect(signIn(context, { username, password: "Sourdough-2" })).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "Incorrect username or password.",
  });
  expect((await signIn(context, { username, password: PASSWORD })).isSignedIn).toBe(true);
  const { tokens } = await context.fetchAuthSession();
  expect(tokens?.idToken?.payload).toMatchObject({ email: username, email_verified: true });
  const { tokens: renewed } = await context.fetchAuthSession({ forceRefresh: true });
  expect(renewed?.accessToken.toString()).not.toBe(tokens?.accessToken.toString());
});

test("who forgot the password gets a code for another", async () => {
  const { context, username } = await signedUp();
  const { nextStep } = await resetPassword(context, { username });
  expect(nextStep.resetPasswordStep).toBe("CONFIRM_RESET_PASSWORD_WITH_CODE");
  const confirmationCode = codeTo(username);
  await expect(
    confirmResetPassword(context, { username, confirmationCode, newPassword: "short" }),
  ).rejects.toMatchObject({ name: "InvalidPasswordException" });
  await confirmResetPassword(context, { username, confirmationCode, newPassword: "Baguette-2" });
  await expect(
    confirmResetPassword(context, { username, confirmationCode, newPassword: "Baguette-3" }),
  ).rejects.toMatchObject({ name: "ExpiredCodeException" });
  expect((await signIn(context, { username, password: "Baguette-2" })).isSignedIn).toBe(true);
});

test("a changed address counts when its code is entered", async () => {
  const { context, username } = await signedUp();
  await signIn(context, { username, password: PASSWORD });
  const value = `moved-${username}`;
  await updateUserAttributes(context, { userAttributes: { email: value } });
  expect(await fetchUserAttributes(context)).not.toHaveProperty("email_verified");
  await confirmUserAttribute(context, { userAttributeKey: "email", confirmationCode: codeTo(value) });
  expect(await fetchUserAttributes(context)).toMatchObject({ email: value, email_verified: "true" });
});

test("an authenticator app is the second factor of who set it up", async () => {
  const { context, username } = await signedUp();
  await signIn(context, { username, password: PASSWORD });
  const { sharedSecret } = await setUpTOTP(context);
  await expect(verifyTOTPSetup(context, { code: "000000" })).rejects.toMatchObject({
    name: "EnableSoftwareTokenMFAException",
  });
  const used = totpNow(sharedSecret);
  await verifyTOTPSetup(context, { code: used });
  await updateMFAPreference(context, { totp: "PREFERRED" });

  const other = app();
  const { nextStep } = await signIn(other, { username, password: PASSWORD });
  expect(nextStep.signInStep).toBe("CONFIRM_SIGN_IN_WITH_TOTP_CODE");
  // Used, or too old by now.
  await expect(confirmSignIn(other, { challengeResponse: used })).rejects.toMatchObject({
    name: expect.stringMatching(/^(ExpiredCode|CodeMismatch)Exception$/),
  });
  nextCode();
  expect((await confirmSignIn(other, { challengeResponse: totpNow(sharedSecret) })).isSignedIn).toBe(true);
});

test("a pool that demands a second factor has it set up at the first sign-in, after a new password", async () => {
  const office = await pools.pool("Office", {
    mfaConfiguration: "ON",
    softwareTokenMfaConfiguration: { enabled: true },
  });
  const { UserPoolId } = office;
  const created = { UserPoolId, Username: "bea", TemporaryPassword: PASSWORD };
  await cognito.send(new AdminCreateUserCommand(created));
  const context = app(office);
  const first = await signIn(context, { username: "bea", password: PASSWORD });
  expect(first.nextStep.signInStep).toBe("CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
  const { nextStep } = await confirmSignIn(context, { challengeResponse: "Baguette-2" });
  if (nextStep.signInStep !== "CONTINUE_SIGN_IN_WITH_TOTP_SETUP") throw new Error(nextStep.signInStep);
  const { sharedSecret } = nextStep.totpSetupDetails;
  const { isSignedIn } = await confirmSignIn(context, { challengeResponse: totpNow(sharedSecret) });
  expect(isSignedIn).toBe(true);
  const user = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username: "bea" }));
  expect(user.UserMFASettingList).toEqual(["SOFTWARE_TOKEN_MFA"]);
});

test("who has no password signs in with a code, or chooses another way", async () => {
  const club = await pools.pool(
    "Club",
    {
      usernameAttributes: ["email"],
      autoVerifiedAttributes: ["email"],
      signInPolicy: { allowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
    },
    { explicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
  );
  const context = app(club);
  const username = "zoe@example.com";
  await signUp(context, { username, options: { userAttributes: { email: username } } });
  await confirmSignUp(context, { username, confirmationCode: codeTo(username) });
  const options = { authFlowType: "USER_AUTH", preferredChallenge: "EMAIL_OTP" } as const;
  const { nextStep } = await signIn(context, { username, options });
  expect(nextStep.signInStep).toBe("CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
  expect((await confirmSignIn(context, { challengeResponse: codeTo(username) })).isSignedIn).toBe(true);

  await pools.user(club.UserPoolId, "yan@example.com", { email: "yan@example.com", email_verified: "true" });
  const other = app(club);
  const asked = await signIn(other, { username: "yan@example.com", options: { authFlowType: "USER_AUTH" } });
  expect(asked.nextStep).toMatchObject({
    signInStep: "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION",
    availableChallenges: ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"],
  });
  const chosen = await confirmSignIn(other, { challengeResponse: "PASSWORD_SRP" });
  expect(chosen.nextStep.signInStep).toBe("CONFIRM_SIGN_IN_WITH_PASSWORD");
  expect((await confirmSignIn(other, { challengeResponse: PASSWORD })).isSignedIn).toBe(true);
});
