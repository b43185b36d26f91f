import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "secretsmanager",
  title: "Secrets Manager",
  resourceTypes,
  sdk: { name: "secretsmanager", prefix: "SecretsManager", text: ["SecretString"] },
  map: { "aws:secretsmanager/secret:Secret": { node: "secret" } },
  load: async () => (await import("./emulator.ts")).createSecretsManagerEmulator,
};
