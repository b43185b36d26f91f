import type { ServiceDescription } from "../../../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "cognito-identity",
  title: "Cognito identity pools",
  resourceTypes,
  wire: { target: "AWSCognitoIdentityService" },
  load: async () => (await import("./emulator.ts")).createIdentityEmulator,
};
