/** https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901031, those that the broker says */
export const REASON = {
  noSubscriptionExisted: 0x11,
  unspecified: 0x80,
  protocolError: 0x82,
  clientIdNotValid: 0x85,
  notAuthorized: 0x87,
  badAuthenticationMethod: 0x8c,
  keepAliveTimeout: 0x8d,
  sessionTakenOver: 0x8e,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  topicAliasInvalid: 0x94,
  packetTooLarge: 0x95,
  administrativeAction: 0x98,
  quotaExceeded: 0x97,
  qosNotSupported: 0x9b,
  maximumConnectTime: 0xa0,
  subscriptionIdentifiersNotSupported: 0xa1,
} as const;

export type ReasonCode = (typeof REASON)[keyof typeof REASON];

/** What CONNACK of MQTT 3.1.1 says instead. */
export const RETURN_CODES: Readonly<Partial<Record<ReasonCode, number>>> = {
  [REASON.clientIdNotValid]: 2,
  [REASON.notAuthorized]: 5,
};
