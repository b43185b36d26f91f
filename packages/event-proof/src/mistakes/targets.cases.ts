import * as z from "zod";
import { type Case, files, found, redefineField, replace, setProperty } from "./mistake.ts";

const { orders, payments } = files;

export const targets: readonly Case[] = [
  {
    mistake: "an input path that finds nothing",
    make: replace("OrderStatusMessagesTarget", "$.detail.data.at", "$.detail.data.updatedAt"),
    found: found("path.missing", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "a transformer that breaks on a quote",
    make: redefineField("OrderStatusChanged", "customerId", () => z.string().min(1).max(50)),
    found: found("template.invalid", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "a template with a missing brace",
    make: (subject) =>
      replace("KitchenMessagesTarget", '\\"at\\":\\"<at>\\"}', '\\"at\\":\\"<at>\\"')(subject),
    found: found("body.message", "KitchenMessagesTarget", orders),
  },
  {
    mistake: "a template whose own brace is missing",
    make: replace("OrderStatusMessagesTarget", '"]}', '"]'),
    found: found("template.invalid", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "an optional field in a template, without the pattern that wants it",
    make: replace("OrderRejectionMessagesRule", ',"data":{"reason":[{"exists":true}]}', ""),
    found: found("path.optional", "OrderRejectionMessagesTarget", orders),
  },
  {
    mistake: "a channel in a namespace there is not",
    make: replace("OrderStatusMessagesTarget", "/orders/", "/order/"),
    found: found("body.channel", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "a field of the message under a wrong name",
    make: replace("OrderStatusMessagesTarget", '\\"status\\"', '\\"state\\"'),
    found: found("body.message", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "an optional field of the message under a wrong name",
    make: replace("OrderRejectionMessagesTarget", '\\"reason\\"', '\\"reasn\\"'),
    found: found("body.message", "OrderRejectionMessagesTarget", orders),
  },
  {
    mistake: "a placeholder with a typo",
    make: replace("KitchenMessagesTarget", "<sequence>", "<sequnce>"),
    found: found("definition.invalid", "KitchenMessagesTarget", orders),
  },
  {
    mistake: "an input path in front of a function that takes whole events",
    make: setProperty("SettlePaymentTarget", { inputPath: "$.detail" }),
    found: found("input.invalid", "SettlePaymentTarget", payments),
  },
  {
    mistake: "a template of a pipe that reads what is not there",
    make: setProperty("MenuItemsPipe", {
      targetParameters: { inputTemplate: '{"messageId": <$.messageId>, "body": <$.bdy>}' },
    }),
    found: found("path.missing", "MenuItemsPipe", orders),
  },
  {
    mistake: "a template of a pipe that puts JSON between quotes",
    make: setProperty("MenuItemsPipe", {
      targetParameters: { inputTemplate: '{"messageId": <$.messageId>, "body": "<$.body.detail>"}' },
    }),
    found: found("template.invalid", "MenuItemsPipe", orders),
  },
];
