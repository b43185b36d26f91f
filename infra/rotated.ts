import { physicalName } from "./names.ts";

type RotatedKey = "realtime-key" | "webhook-secrets";

/** What `npm run ops -- rotate` wrote is under this path: docs/decisions/security.md. */
const path = () => `/sourdough/${$app.stage}/rotated/`;

/** Not rotated yet: what the deployment made is in use. */
const asDeployed = "as-deployed";

/**
 * A secret that `npm run ops -- rotate` replaces while everything runs. A deployment makes the parameter, takes it away
 * with the stage, and leaves its value alone.
 */
export const rotated = (key: RotatedKey, first = asDeployed) =>
  new aws.ssm.Parameter(
    physicalName(key),
    { name: `${path()}${key}`, type: "SecureString", value: first },
    { ignoreChanges: ["value"] },
  );

/** What the last rotation wrote; undefined before the first. By path, since one by name has to be there. */
export const readRotated = async (key: RotatedKey) => {
  const { names, values } = await aws.ssm.getParametersByPath({ path: path(), withDecryption: true });
  const value = values[names.indexOf(`${path()}${key}`)];
  return value === undefined || value === asDeployed ? undefined : $util.secret(value);
};
