import { type Account, stableId } from "../../core/resource-type.ts";
import { secretArn } from "../secretsmanager/resources.ts";

/** The secret in which RDS keeps the password of a cluster, where the config leaves that to it. */
export const managedSecretName = (cluster: string): string =>
  `rds!cluster-${stableId(`secret of ${cluster}`)}`;

export const managedSecretArn = (cluster: string, account: Account): string =>
  secretArn(managedSecretName(cluster), account);

/** What is in it. */
export const managedSecret = (secretArn: string, username: string): string =>
  JSON.stringify({ username, password: stableId(`password of ${secretArn}`) });
