import { z } from "zod";
import { arnOf, globalArn } from "../../core/arn.ts";
import { type Account, type ResourceType, stableId } from "../../core/resource-type.ts";

type Inputs = Record<string, unknown>;
type Compute = (name: string, inputs: Inputs, account: Account) => Inputs;

const text = (value: unknown, or: string) => (typeof value === "string" && value !== "" ? value : or);
const network = "no network is modelled: whatever listens on this machine can be reached";

/** A type that is taken whatever its properties are, since all of it does nothing here; `inert` says why. */
const accepted = (
  type: string,
  inert: string,
  compute: Compute,
  owners?: readonly string[],
): ResourceType => ({
  type,
  properties: z.looseObject({}),
  compute: ({ name, inputs }, account) => compute(name, inputs as Inputs, account),
  inert,
  ...(owners && {
    refuses: ({ components }: { components: readonly string[] }) =>
      components.some((component) => owners.includes(component))
        ? undefined
        : "the local cloud runs no machines and no containers; what this one would run, start by its side",
  }),
});

/** Ids of EC2 are a prefix and 17 hexadecimal digits. */
const ec2Id = (prefix: string, name: string) =>
  `${prefix}-${Buffer.from(stableId(name, 12)).toString("hex").slice(0, 17)}`;

const ec2 = (kind: string, prefix: string, path: string, more: Compute = () => ({}), owners?: string[]) =>
  accepted(
    `aws:ec2/${kind}`,
    network,
    (name, inputs, account) => {
      const id = ec2Id(prefix, name);
      return { id, arn: arnOf("ec2", account, `${path}/${id}`), ...more(name, inputs, account) };
    },
    owners,
  );

export const ec2Types: readonly ResourceType[] = [
  ec2("vpc:Vpc", "vpc", "vpc", (name) => ({
    mainRouteTableId: ec2Id("rtb", name),
    defaultSecurityGroupId: ec2Id("sg", `${name} default`),
    defaultRouteTableId: ec2Id("rtb", name),
  })),
  ec2("defaultSecurityGroup:DefaultSecurityGroup", "sg", "security-group"),
  ec2("eip:Eip", "eipalloc", "elastic-ip", (name) => ({
    allocationId: ec2Id("eipalloc", name),
    publicIp: "127.0.0.1",
  })),
  ec2("eipAssociation:EipAssociation", "eipassoc", "elastic-ip"),
  ec2("flowLog:FlowLog", "fl", "vpc-flow-log"),
  ec2(
    "instance:Instance",
    "i",
    "instance",
    () => ({
      publicIp: "127.0.0.1",
      privateIp: "127.0.0.1",
      publicDns: "localhost",
      privateDns: "localhost",
    }),
    ["sst:aws:Vpc"],
  ),
  ec2("internetGateway:InternetGateway", "igw", "internet-gateway"),
  ec2("keyPair:KeyPair", "key", "key-pair", (name, { keyName }) => ({
    id: text(keyName, name),
    keyName: text(keyName, name),
  })),
  ec2("natGateway:NatGateway", "nat", "natgateway", () => ({ publicIp: "127.0.0.1" })),
  ec2("route:Route", "r", "route"),
  ec2("routeTable:RouteTable", "rtb", "route-table"),
  ec2("routeTableAssociation:RouteTableAssociation", "rtbassoc", "route-table"),
  ec2("securityGroup:SecurityGroup", "sg", "security-group", (name, inputs) => ({
    name: text(inputs.name, name),
  })),
  ec2("securityGroupRule:SecurityGroupRule", "sgrule", "security-group-rule"),
  ec2("subnet:Subnet", "subnet", "subnet"),
  ec2("vpcEndpoint:VpcEndpoint", "vpce", "vpc-endpoint", () => ({ dnsEntries: [] })),
  accepted("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", network, (name) => ({
    id: ec2Id("sgr", name),
  })),
  accepted("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", network, (name) => ({
    id: ec2Id("sgr", name),
  })),
];

export const discoveryTypes: readonly ResourceType[] = [
  accepted("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", network, (name, _, account) => {
    const id = `ns-${stableId(name, 16)}`;
    return { id, arn: arnOf("servicediscovery", account, `namespace/${id}`), hostedZone: stableId(name) };
  }),
  accepted("aws:servicediscovery/service:Service", network, (name, _, account) => {
    const id = `srv-${stableId(name, 16)}`;
    return { id, arn: arnOf("servicediscovery", account, `service/${id}`) };
  }),
];

const certificates = "no TLS on this machine: domains answer on its own ports";

export const certificateTypes: readonly ResourceType[] = [
  accepted("aws:acm/certificate:Certificate", certificates, (name, inputs, account) => {
    const arn = arnOf("acm", account, `certificate/${stableId(name)}`);
    const names = [inputs.domainName, ...((inputs.subjectAlternativeNames as unknown[] | undefined) ?? [])];
    return {
      id: arn,
      arn,
      status: "ISSUED",
      domainValidationOptions: [...new Set(names.map(String))].map((domainName) => ({
        domainName,
        resourceRecordName: `_${stableId(domainName)}.${domainName}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_${stableId(`${domainName} value`)}.acm-validations.aws.`,
      })),
    };
  }),
  accepted("aws:acm/certificateValidation:CertificateValidation", certificates, (name) => ({ id: name })),
];

const names = "no names are resolved: domains are answered at the local cloud's own ports";

export const dnsTypes: readonly ResourceType[] = [
  accepted("aws:route53/record:Record", names, (name, inputs) => ({
    id: `${inputs.zoneId}_${text(inputs.name, name)}_${inputs.type}`,
    fqdn: text(inputs.name, name),
  })),
  accepted("aws:route53/zone:Zone", names, (name, _inputs, { accountId }) => {
    const id = `Z${stableId(name).toUpperCase()}`;
    const nameServers = [1, 2, 3, 4].map((index) => `ns-${index}.awsdns-local.example`);
    return { id, zoneId: id, arn: globalArn("route53", accountId, `hostedzone/${id}`), nameServers };
  }),
];

export const quotaTypes: readonly ResourceType[] = [
  accepted(
    "aws:servicequotas/serviceQuota:ServiceQuota",
    "quotas of an account: a laptop's are its own",
    (name, { serviceCode, quotaCode }, account) => ({
      id: `${serviceCode}/${quotaCode}`,
      arn: arnOf("servicequotas", account, `${serviceCode}/${quotaCode}`),
      quotaName: name,
      adjustable: true,
    }),
  ),
];

const generated = "random values and keys: the same at every start";

const letters = (name: string, inputs: Inputs) => {
  const length = Number(inputs.length ?? 16);
  return stableId(name, Math.min(length, 12))
    .repeat(Math.ceil(length / 12))
    .slice(0, length);
};

/** Of Pulumi's own small providers, which SST's components use and whose values need no cloud. */
export const generatedTypes: readonly ResourceType[] = [
  ...["randomPassword:RandomPassword", "randomString:RandomString"].map((kind) =>
    accepted(`random:index/${kind}`, generated, (name, inputs) => ({
      id: name,
      result: letters(name, inputs),
    })),
  ),
  accepted("random:index/randomId:RandomId", generated, (name) => {
    const id = stableId(name, 11);
    const hex = Buffer.from(id).toString("hex");
    return { id, hex, b64Url: id, b64Std: id, dec: String(Number.parseInt(hex.slice(0, 12), 16)) };
  }),
  accepted("random:index/randomUuid:RandomUuid", generated, (name) => {
    const hex = Buffer.from(stableId(name, 16)).toString("hex");
    const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    return { id, result: id };
  }),
  accepted("random:index/randomInteger:RandomInteger", generated, (name, { min = 0 }) => ({
    id: name,
    result: min,
  })),
  accepted("random:index/randomBytes:RandomBytes", generated, (name, { length }) => {
    const bytes = Buffer.alloc(Number(length), stableId(name, 32));
    return { id: name, base64: bytes.toString("base64"), hex: bytes.toString("hex") };
  }),
  accepted("random:index/randomShuffle:RandomShuffle", generated, (name, { inputs = [], resultCount }) => ({
    id: name,
    results: (inputs as unknown[]).slice(0, resultCount as number | undefined),
  })),
  accepted("random:index/randomPet:RandomPet", generated, (name) => ({ id: `pet-${stableId(name, 6)}` })),
  accepted("tls:index/privateKey:PrivateKey", generated, (name) => {
    const key = stableId(name);
    return {
      id: key,
      privateKeyPem: key,
      privateKeyOpenssh: key,
      publicKeyPem: key,
      publicKeyOpenssh: `ssh-rsa ${key}`,
    };
  }),
];
