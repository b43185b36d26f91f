import { type Account, stableId } from "../../core/resource-type.ts";

/** Where clients come in by MQTT, of the whole account in a region. */
export const iotEndpoint = ({ accountId, region }: Account): string =>
  `a${stableId(`iot:${accountId}`, 13)}-ats.iot.${region}.amazonaws.com`;
