import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = { name: "schemas", title: "schema registries", resourceTypes };
