import type { Account } from "../../../core/resource-type.ts";
import type { Domain, Store } from "../store.ts";

/** Where a domain answers on AWS: a name of the app's own has dots, a prefix has none. */
export const hostOf = (domain: string, { region }: Account): string =>
  domain.includes(".") ? domain : `${domain}.auth.${region}.amazoncognito.com`;

export const domainOf = ({ domains }: Store, poolId: string): Domain | undefined =>
  [...domains.values()].find(({ userPoolId }) => userPoolId === poolId);
