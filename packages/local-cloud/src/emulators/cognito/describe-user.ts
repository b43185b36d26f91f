import { attributeList } from "./attributes.ts";
import type { User } from "./store.ts";

/** As the API shows a user, with all attributes or those of `names`. */
export const describeUser = (user: User, names?: readonly string[]) => ({
  Username: user.username,
  Attributes: attributeList(
    Object.entries(user.attributes).filter(([name]) => names?.includes(name) ?? true),
  ),
  UserCreateDate: new Date(user.createdAt),
  UserLastModifiedDate: new Date(user.modifiedAt),
  Enabled: user.enabled,
  UserStatus: user.status,
});
