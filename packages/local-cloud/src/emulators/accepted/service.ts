import type { ServiceDescription } from "../../core/service.ts";
import {
  certificateTypes,
  discoveryTypes,
  dnsTypes,
  ec2Types,
  generatedTypes,
  quotaTypes,
} from "./resources.ts";

/** Services whose resources an app may declare, and which do nothing on a laptop; the start names them. */
export const accepted: readonly ServiceDescription[] = [
  { name: "ec2", title: "VPC", resourceTypes: ec2Types },
  { name: "servicediscovery", title: "Cloud Map", resourceTypes: discoveryTypes },
  { name: "acm", title: "Certificate Manager", resourceTypes: certificateTypes },
  { name: "route53", title: "Route 53", resourceTypes: dnsTypes },
  { name: "servicequotas", title: "Service Quotas", resourceTypes: quotaTypes },
  { name: "generated", title: "Random values", resourceTypes: generatedTypes },
];
