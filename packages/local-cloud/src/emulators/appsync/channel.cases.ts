/**
 * https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html and the channels of
 * https://docs.aws.amazon.com/appsync/latest/eventapi/channel-namespaces.html
 */
export const channelCases: { channel: string; publish: boolean; subscribe: boolean }[] = [
  { channel: "default/channel", publish: true, subscribe: true },
  { channel: "/default/messages", publish: true, subscribe: true },
  { channel: "/default/messages/", publish: true, subscribe: true },
  { channel: "/default", publish: true, subscribe: true },
  { channel: "/a/b/c/d/e", publish: true, subscribe: true },
  { channel: "/orders/0f3c-AA/ord-01JABC", publish: true, subscribe: true },
  { channel: `/${"a".repeat(50)}`, publish: true, subscribe: true },
  { channel: "/default/*", publish: false, subscribe: true },
  { channel: "default/*", publish: false, subscribe: true },
  { channel: "/a/b/c/d/*", publish: false, subscribe: true },
  { channel: "/a/b/c/d/e/*", publish: false, subscribe: false },
  { channel: "/a/b/c/d/e/f", publish: false, subscribe: false },
  { channel: `/${"a".repeat(51)}`, publish: false, subscribe: false },
  { channel: "/*", publish: false, subscribe: false },
  { channel: "*", publish: false, subscribe: false },
  { channel: "/default/*/messages", publish: false, subscribe: false },
  { channel: "/default/mess*", publish: false, subscribe: false },
  { channel: "/default/**", publish: false, subscribe: false },
  { channel: "/default//*", publish: false, subscribe: false },
  { channel: "/default//messages", publish: false, subscribe: false },
  { channel: "/default/with_underscore", publish: false, subscribe: false },
  { channel: "/default/-hyphen", publish: false, subscribe: false },
  { channel: "/default/hyphen-", publish: false, subscribe: false },
  { channel: "/default/space here", publish: false, subscribe: false },
  { channel: "", publish: false, subscribe: false },
  { channel: "/", publish: false, subscribe: false },
];

/** https://docs.aws.amazon.com/appsync/latest/eventapi/create-event-api-tutorial.html */
export const matchCases: { subscribed: string; published: string; receives: boolean }[] = [
  { subscribed: "/default/greetings", published: "default/greetings/", receives: true },
  { subscribed: "/default/*", published: "/default/greetings", receives: true },
  { subscribed: "/default/*", published: "/default/greetings/tutorial", receives: true },
  { subscribed: "/default/greetings/*", published: "/default/greetings/tutorial", receives: true },
  { subscribed: "/default/greetings/*", published: "/default/farewells/tutorial", receives: false },
  { subscribed: "/default/greetings", published: "/default/greetings/tutorial", receives: false },
  { subscribed: "/default/greetings", published: "/default/Greetings", receives: false },
  { subscribed: "/default/*", published: "/defaults/greetings", receives: false },
];
