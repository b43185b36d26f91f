import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, region, stableId, tagged } from "../../core/resource-type.ts";

export const ACCESS_POINT = "aws:efs/accessPoint:AccessPoint";

/** Ids of EFS are a prefix and 17 hexadecimal digits. */
const efsId = (prefix: string, name: string) =>
  `${prefix}-${Buffer.from(stableId(name)).toString("hex").slice(0, 17)}`;

const posixUser = z.looseObject({ uid: z.number(), gid: z.number() });

export const accessPointProperties = z.strictObject({
  fileSystemId: z.string(),
  // Files belong to whoever runs the local cloud.
  posixUser: posixUser.optional(),
  rootDirectory: z
    .strictObject({
      path: z.string().startsWith("/").default("/"),
      creationInfo: z.looseObject({}).optional(),
    })
    .default({ path: "/" }),
  region,
  ...tagged,
});

export const resourceTypes: readonly ResourceType[] = [
  defineResourceType({
    type: "aws:efs/fileSystem:FileSystem",
    properties: z.looseObject({}),
    compute: ({ name }, account) => {
      const id = efsId("fs", name);
      return {
        id,
        arn: arnOf("elasticfilesystem", account, `file-system/${id}`),
        dnsName: `${id}.efs.${account.region}.amazonaws.com`,
      };
    },
    inert: "file systems: a folder in .local/efs, for each of which an access point says what is mounted",
  }),
  defineResourceType({
    type: "aws:efs/mountTarget:MountTarget",
    properties: z.looseObject({}),
    compute: ({ name }) => ({ id: efsId("fsmt", name), ipAddress: "127.0.0.1" }),
    inert: "no network is modelled: whatever listens on this machine can be reached",
  }),
  defineResourceType({
    type: ACCESS_POINT,
    properties: accessPointProperties,
    compute: ({ name }, account) => {
      const id = efsId("fsap", name);
      return { id, arn: arnOf("elasticfilesystem", account, `access-point/${id}`) };
    },
  }),
];
