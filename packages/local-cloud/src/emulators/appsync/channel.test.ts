import { expect, test } from "vitest";
import { channelCases, matchCases } from "./channel.cases.ts";
import { createChannelIndex, parseChannel, parseSubscription } from "./channel.ts";

const accepts = (parse: (channel: string) => unknown, channel: string) => {
  try {
    return parse(channel) !== undefined;
  } catch {
    return false;
  }
};

test.each(channelCases)("channel $channel: publish $publish, subscribe $subscribe", (each) => {
  expect(accepts(parseChannel, each.channel)).toBe(each.publish);
  expect(accepts(parseSubscription, each.channel)).toBe(each.subscribe);
});

test.each(matchCases)("$subscribed receives $published: $receives", ({ subscribed, published, receives }) => {
  const index = createChannelIndex<string>();
  index.add(parseSubscription(subscribed), "me");
  expect(index.match(parseChannel(published))).toEqual(receives ? ["me"] : []);
  index.remove(parseSubscription(subscribed), "me");
  expect(index.match(parseChannel(published))).toEqual([]);
});
