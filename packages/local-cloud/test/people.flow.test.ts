import { join } from "node:path";
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

const triggers = `
export const door = async (event) => {
  if (event.userName.startsWith("burglar")) throw new Error("not you");
  event.response.autoConfirmUser = true;
  return event;
};
export const badge = async (event) => {
  event.response = { claimsOverrideDetails: { claimsToAddOrOverride: { badge: "baker" } } };
  return event;
};`;

let cloud: LocalCloud;
let cognito: CognitoIdentityProviderClient;
const client = (credentials = { accessKeyId: "any", secretAccessKey: "any" }) => ({
  endpoint: cloud.outputs.awsEndpoint,
  region: "eu-west-1",
  credentials,
});

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  const root = appFolder(
    "people",
    `const photos = new sst.aws.Bucket("Photos");
     const users = new sst.aws.CognitoUserPool("Users", {
       triggers: { preSignUp: "src/triggers.door", preTokenGeneration: "src/triggers.badge" },
     });
     const client = users.addClient("Web", {
       transform: { client: { explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] } },
     });
     const identities = new sst.aws.CognitoIdentityPool("Identities", {
       userPools: [{ userPool: users.id, client: client.id }],
       permissions: {
         authenticated: [{ actions: ["s3:PutObject"], resources: [$interpolate\`\${photos.arn}/*\`] }],
       },
     });
     return { users: users.id, client: client.id, identities: identities.id, photos: photos.name };`,
    { files: { "src/triggers.ts": triggers } },
  );
  cloud = await startLocalCloud({
    root,
    ports: { web: 0, aws: 0, console: 0 },
    watch: false,
    onWarning: () => {},
  });
  cognito = new CognitoIdentityProviderClient({ ...client(), maxAttempts: 1 });
});
afterAll(async () => {
  cognito?.destroy();
  await cloud?.stop();
});

const Password = "Sourdough-1";
const signUp = (Username: string) =>
  cognito.send(new SignUpCommand({ ClientId: String(cloud.outputs.client), Username, Password }));

test("functions of the app decide who signs up, and what a token says; it opens what the identity's role may", async () => {
  await expect(signUp("burglar-1")).rejects.toThrow("PreSignUp failed with error not you.");
  await signUp("ann");
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: String(cloud.outputs.client),
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ann", PASSWORD: Password },
    }),
  );
  const token = AuthenticationResult!.IdToken!;
  expect(JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString())).toMatchObject({
    badge: "baker",
  });

  const ask = async (operation: string, input: object) => {
    const answer = await fetch(cloud.outputs.awsEndpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityService.${operation}`,
      },
      body: JSON.stringify(input),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  const Logins = { [`cognito-idp.eu-west-1.amazonaws.com/${cloud.outputs.users}`]: token };
  const { IdentityId } = await ask("GetId", { IdentityPoolId: cloud.outputs.identities, Logins });
  const { Credentials } = await ask("GetCredentialsForIdentity", { IdentityId, Logins });
  const { AccessKeyId, SecretKey, SessionToken } = Credentials as Record<string, string>;
  const s3 = new S3Client({
    ...client(),
    credentials: { accessKeyId: AccessKeyId!, secretAccessKey: SecretKey!, sessionToken: SessionToken! },
  });
  await s3.send(new PutObjectCommand({ Bucket: String(cloud.outputs.photos), Key: "a", Body: "b" }));
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
  s3.destroy();
});
