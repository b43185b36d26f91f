import { createHmac } from "node:crypto";
import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserMFAPreferenceCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  GetUserPoolMfaConfigCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
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
