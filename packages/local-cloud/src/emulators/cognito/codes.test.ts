import { createHmac } from "node:crypto";
import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserMFAPreferenceCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  GetUserPoolMfaConfigCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PASSWORD, startUserPools } from "./cognito.fixture.ts";

const pools = await startUserPools();
const { cloud, cognito, codeTo, mailbox } = pools;
afterAll(pools.stop);

let shop: Awaited<ReturnType<typeof pools.pool>>;
let office: typeof shop;
beforeAll(async () => {
  shop = await pools.pool("Shop", { autoVerifiedAttributes: ["email"] });
  office = await pools.pool(
    "Office",
    {
      autoVerifiedAttributes: ["email", "phone_number"],
      mfaConfiguration: "OPTIONAL",
      smsConfiguration: { snsCallerArn: "arn", externalId: "id" },
      emailMfaConfiguration: { message: "Door code {####}", subject: "The door" },
      smsVerificationMessage: "Your phone: {####}",
    },
    { generateSecret: true, preventUserExistenceErrors: "ENABLED" },
  );
});

const begin = ({ ClientId, clientSecret } = shop, USERNAME = "ann", PASS = PASSWORD) =>
  cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD: PASS, SECRET_HASH: hash(USERNAME, ClientId, clientSecret) },
    }),
  );
const hash = (name: string, id: string, secret: string) =>
  createHmac("sha256", secret).update(`${name}${id}`).digest("base64");
const asOffice = (Username: string) => ({
  ClientId: office.ClientId,
  Username,
  SecretHash: hash(Username, office.ClientId, office.clientSecret),
});

test("a code for a new password is good for an hour, once, and for addresses that are verified", async () => {
  const { ClientId, UserPoolId } = shop;
  await pools.user(UserPoolId, "hal", { email: "hal@example.com", email_verified: "true" });
  await pools.user(UserPoolId, "una", { email: "una@example.com" });
  const forgot = (Username: string) => cognito.send(new ForgotPasswordCommand({ ClientId, Username }));
  await expect(forgot("una")).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Cannot reset password for the user as there is no registered/verified email or phone_number",
  });
  await expect(forgot("nobody")).rejects.toMatchObject({ name: "UserNotFoundException" });
  const confirm = () =>
    cognito.send(
      new ConfirmForgotPasswordCommand({
        ClientId,
        Username: "hal",
        ConfirmationCode: codeTo("hal@example.com"),
        Password: "Baguette-2",
      }),
    );
  expect((await forgot("hal")).CodeDeliveryDetails).toEqual({
    AttributeName: "email",
    DeliveryMedium: "EMAIL",
    Destination: "h***@e***",
  });
  cloud.clock.advance(60 * 60_000);
  await expect(confirm()).rejects.toMatchObject({ name: "ExpiredCodeException" });
  await forgot("hal");
  await confirm();
  await expect(begin(shop, "hal", "Baguette-2")).resolves.toHaveProperty("AuthenticationResult");
});

test("a password that an administrator reset opens nothing, until another is set with the code", async () => {
  const { ClientId, UserPoolId } = shop;
  const Username = "ian";
  await pools.user(UserPoolId, Username, { email: "ian@example.com", email_verified: "true" });
  await cognito.send(new AdminResetUserPasswordCommand({ UserPoolId, Username }));
  await expect(begin(shop, Username)).rejects.toMatchObject({ name: "PasswordResetRequiredException" });
  const ConfirmationCode = codeTo("ian@example.com");
  await cognito.send(
    new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password: PASSWORD }),
  );
  await expect(begin(shop, Username)).resolves.toHaveProperty("AuthenticationResult");
  await cognito.send(new AdminDisableUserCommand({ UserPoolId, Username }));
  await expect(begin(shop, Username)).rejects.toMatchObject({ message: "User is disabled." });
});

test("tells nobody who is a user, where the client says so", async () => {
  const { CodeDeliveryDetails } = await cognito.send(new ForgotPasswordCommand(asOffice("nobody")));
  expect(CodeDeliveryDetails?.Destination).toBe("n***@e***");
  const ConfirmationCode = "123456";
  await expect(
    cognito.send(
      new ConfirmForgotPasswordCommand({ ...asOffice("nobody"), ConfirmationCode, Password: PASSWORD }),
    ),
  ).rejects.toMatchObject({ name: "ExpiredCodeException" });
});

test("a phone is asked first, in the words of the pool, and again when asked to", async () => {
  const UserAttributes = [
    { Name: "email", Value: "kim@example.com" },
    { Name: "phone_number", Value: "+31612345678" },
  ];
  const signUp = new SignUpCommand({ ...asOffice("kim"), Password: PASSWORD, UserAttributes });
  const { UserConfirmed, CodeDeliveryDetails } = await cognito.send(signUp);
  expect({ UserConfirmed, CodeDeliveryDetails }).toEqual({
    UserConfirmed: false,
    CodeDeliveryDetails: {
      AttributeName: "phone_number",
      DeliveryMedium: "SMS",
      Destination: "+*******5678",
    },
  });
  const first = codeTo("+31612345678");
  expect(mailbox.list().at(-1)).toMatchObject({ kind: "sms", body: `Your phone: ${first}` });
  const before = mailbox.list().length;
  await cognito.send(new ResendConfirmationCodeCommand(asOffice("kim")));
  expect(mailbox.list()).toHaveLength(before + 1);
  await expect(begin(office, "kim")).rejects.toMatchObject({ name: "UserNotConfirmedException" });
});

test("codes by message are a second factor, of which a user may have several", async () => {
  const { UserPoolId, ClientId, clientSecret } = office;
  const Username = "lea";
  await pools.user(UserPoolId, Username, { email: "lea@example.com", phone_number: "+31687654321" });
  const prefer = (EmailMfaSettings: object, SMSMfaSettings: object) =>
    cognito.send(
      new AdminSetUserMFAPreferenceCommand({ UserPoolId, Username, EmailMfaSettings, SMSMfaSettings }),
    );
  const answer = (ChallengeName: "EMAIL_OTP" | "SELECT_MFA_TYPE", Session: string, response: object) =>
    cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: {
          USERNAME: Username,
          SECRET_HASH: hash(Username, ClientId, clientSecret),
          ...response,
        },
      }),
    );
  await prefer({ Enabled: true, PreferredMfa: true }, { Enabled: true });
  const preferred = await begin(office, Username);
  expect(preferred).toMatchObject({
    ChallengeName: "EMAIL_OTP",
    ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: "EMAIL", CODE_DELIVERY_DESTINATION: "l***@e***" },
  });
  expect(mailbox.list().at(-1)).toMatchObject({ subject: "The door" });
  const EMAIL_OTP_CODE = codeTo("lea@example.com");
  const wrong = EMAIL_OTP_CODE === "111111" ? "222222" : "111111";
  await expect(answer("EMAIL_OTP", preferred.Session!, { EMAIL_OTP_CODE: wrong })).rejects.toMatchObject({
    name: "CodeMismatchException",
  });
  await expect(answer("EMAIL_OTP", preferred.Session!, { EMAIL_OTP_CODE })).resolves.toHaveProperty(
    "AuthenticationResult.AccessToken",
  );
  await expect(answer("EMAIL_OTP", preferred.Session!, { EMAIL_OTP_CODE })).rejects.toMatchObject({
    name: "NotAuthorizedException",
  });

  await prefer({ Enabled: true }, { Enabled: true });
  const asked = await begin(office, Username);
  expect(asked.ChallengeParameters?.MFAS_CAN_CHOOSE).toBe('["SMS_MFA","EMAIL_OTP"]');
  const chosen = await answer("SELECT_MFA_TYPE", asked.Session!, { ANSWER: "SMS_MFA" });
  expect(chosen.ChallengeName).toBe("SMS_MFA");
  expect(codeTo("+31687654321")).toMatch(/^\d{6}$/);

  await prefer({ Enabled: false }, { Enabled: false });
  await expect(begin(office, Username)).resolves.toHaveProperty("AuthenticationResult");
});

test("methods of a pool change through the API, and none is demanded that it does not have", async () => {
  const { UserPoolId } = shop;
  const set = (input: object) => cognito.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...input }));
  await expect(set({ MfaConfiguration: "ON" })).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: expect.stringContaining("softwareTokenMfaConfiguration"),
  });
  await set({ MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } });
  expect(await cognito.send(new GetUserPoolMfaConfigCommand({ UserPoolId }))).toMatchObject({
    MfaConfiguration: "OPTIONAL",
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });
});

test("an invitation has a temporary password that the pool takes", async () => {
  const { UserPoolId } = shop;
  const Username = "max";
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username,
      UserAttributes: [{ Name: "email", Value: "max@example.com" }],
      DesiredDeliveryMediums: ["EMAIL"],
    }),
  );
  const mail = mailbox.list().at(-1)!;
  const [, password] = /temporary password is (\S+)\.$/.exec(mail.kind === "email" ? mail.html! : "")!;
  expect((await begin(shop, Username, password)).ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
  const { UserStatus } = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));
  expect(UserStatus).toBe("FORCE_CHANGE_PASSWORD");
});

test("an address that has to be verified first counts when its code is entered, and another code is sent on demand", async () => {
  const held = await pools.pool("Held", {
    autoVerifiedAttributes: ["email"],
    userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ["email"] },
  });
  await pools.user(held.UserPoolId, "pia", { email: "pia@example.com", email_verified: "true" });
  const { AuthenticationResult } = await begin(held, "pia");
  const { AccessToken } = AuthenticationResult!;
  const emailOf = async () => {
    const { UserAttributes } = await cognito.send(new GetUserCommand({ AccessToken }));
    return UserAttributes!.find(({ Name }) => Name === "email")!.Value;
  };
  const UserAttributes = [{ Name: "email", Value: "new@example.com" }];
  const { CodeDeliveryDetailsList } = await cognito.send(
    new UpdateUserAttributesCommand({ AccessToken, UserAttributes }),
  );
  expect(CodeDeliveryDetailsList).toMatchObject([{ Destination: "n***@e***" }]);
  expect(await emailOf()).toBe("pia@example.com");
  const first = codeTo("new@example.com");
  const AttributeName = "email";
  await cognito.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName }));
  const Code = codeTo("new@example.com");
  if (first !== Code)
    await expect(
      cognito.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName, Code: first })),
    ).rejects.toMatchObject({ name: "CodeMismatchException" });
  await cognito.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName, Code }));
  expect(await emailOf()).toBe("new@example.com");
});

test("a pool may send a link instead, which leads to a page of its domain", async () => {
  const { UserPoolId: userPoolId, ClientId } = await pools.pool("Linked", {
    autoVerifiedAttributes: ["email"],
    verificationMessageTemplate: {
      defaultEmailOption: "CONFIRM_WITH_LINK",
      emailMessageByLink: "Follow {##this link##}.",
    },
  });
  await pools.make("userPoolDomain:UserPoolDomain", "LinkedDomain", { domain: "linked", userPoolId });
  const UserAttributes = [{ Name: "email", Value: "quy@example.com" }];
  await cognito.send(new SignUpCommand({ ClientId, Username: "quy", Password: PASSWORD, UserAttributes }));
  const mail = mailbox.list().at(-1)!;
  const html = mail.kind === "email" ? mail.html! : "";
  const [, link = ""] = /^Follow <a href="([^"]+)">this link<\/a>\.$/.exec(html) ?? [];
  expect(await (await fetch(link)).text()).toContain("Your account is confirmed");
  await expect(begin({ ClientId, UserPoolId: userPoolId, clientSecret: "" }, "quy")).resolves.toHaveProperty(
    "AuthenticationResult",
  );
  expect((await fetch(link)).status).toBe(400);
});

test("a rotated refresh token is good for its time of grace", async () => {
  const turned = await pools.pool(
    "Turned",
    {},
    { refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 10 } },
  );
  await pools.user(turned.UserPoolId, "rob");
  const { AuthenticationResult } = await begin(turned, "rob");
  const refresh = (RefreshToken?: string) =>
    cognito.send(new GetTokensFromRefreshTokenCommand({ ClientId: turned.ClientId, RefreshToken }));
  const first = AuthenticationResult!.RefreshToken!;
  const { AuthenticationResult: second } = await refresh(first);
  await expect(refresh(first)).resolves.toHaveProperty("AuthenticationResult.RefreshToken");
  cloud.clock.advance(10_000);
  await expect(refresh(first)).rejects.toMatchObject({ name: "NotAuthorizedException" });
  await expect(refresh(second!.RefreshToken)).resolves.toHaveProperty("AuthenticationResult");
});
