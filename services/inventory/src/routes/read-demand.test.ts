import { DemandView, ExperimentsView, PopularView, Problem } from "@sourdough/events-schema/http";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import { expect, test } from "vitest";
import { renderFor } from "../../test/render.ts";
import {
  demandFound,
  demandRefused,
  experimentsFound,
  experimentsRefused,
  getPopular,
  listDemand,
  listExperiments,
  popularFound,
} from "./read-demand.ts";

const staff = { groups: "staff" };
const asking = (storeId: string, since: string) => ({ path: { storeId, since } });
const since = "2026-11-29T08:00:00.000Z";

test("staff ask for a store's demand since then", () => {
  const { answer } = renderFor(listDemand("inventory"), {}, { ...staff, ...asking("store-1", since) });

  expect(Object.values((answer as { ExpressionAttributeValues: object }).ExpressionAttributeValues)).toEqual([
    { S: "demand#store-1" },
    { S: since },
  ]);
});

test.each([
  ["", "store-1", since],
  ["friends", "store-1", since],
  ["staff", "it's", since],
  ["staff", "store-1", "yesterday"],
  ["staff", "store-1", `${since}"`],
  ["staff", "store-1", ""],
])("nothing is asked for %j about %j since %j", (groups, storeId, time) => {
  expect(renderFor(listDemand("inventory"), {}, { groups, ...asking(storeId, time) }).answer).toEqual({
    TableName: "inventory",
  });
});

test("shows the minutes, and from where on there are more", () => {
  const products = [{ sku: "pretzel", viewed: 3, added: 1 }];
  const item = { minute: { S: since }, products: { S: JSON.stringify(products) } };
  const found = {
    Items: [item],
    LastEvaluatedKey: dynamoJson({ pk: "demand#store-1", sk: `${since}#4958` }),
  };

  expect(DemandView.parse(renderFor(demandFound, found, staff).answer)).toEqual({
    minutes: [{ minute: since, products }],
    next: since,
  });
  expect(DemandView.parse(renderFor(demandFound, { Items: [] }, staff).answer)).toEqual({ minutes: [] });
});

test("staff see the newest days of experiments, and nobody else does", () => {
  const counts = { exposures: { N: "120" }, conversions: { N: "7" } };
  const item = {
    ...dynamoJson({ experiment: "menu-order", variant: "counter", day: "2026-11-29" }),
    ...counts,
  };

  expect(renderFor(listExperiments("inventory"), {}, staff).answer).toMatchObject({
    ExpressionAttributeValues: { ":pk": { S: "experiments" } },
    ScanIndexForward: false,
  });
  expect(renderFor(listExperiments("inventory"), {}, { groups: "" }).answer).toEqual({
    TableName: "inventory",
  });
  expect(ExperimentsView.parse(renderFor(experimentsFound, { Items: [item] }, staff).answer)).toEqual({
    variants: [
      { experiment: "menu-order", variant: "counter", day: "2026-11-29", exposures: 120, conversions: 7 },
    ],
  });
});

test.each([demandRefused, experimentsRefused])("says who may, and what is wrong", (template) => {
  const refused = { __type: "com.amazon.coral.validate#ValidationException" };

  expect(renderFor(template, refused, { groups: "" })).toMatchObject({ status: 403 });
  const { answer, status } = renderFor(template, refused, staff);
  expect([status, Problem.parse(answer).code]).toEqual([400, "inventory.malformed_query"]);
  expect(renderFor(template, { __type: "ThrottlingException" }, staff)).toMatchObject({ status: 503 });
});

test("anybody sees what is popular, of a store that has nothing too", () => {
  const item = { skus: { L: [{ S: "pretzel" }, { S: "rye" }] }, at: { S: since } };

  expect(renderFor(getPopular("inventory"), {}, { path: { storeId: "store-1" } }).answer).toEqual({
    TableName: "inventory",
    Key: { pk: { S: "demand#store-1" }, sk: { S: "#popular" } },
  });
  expect(renderFor(getPopular("inventory"), {}, { path: { storeId: `a"b` } }).answer).toMatchObject({
    Key: { pk: { S: "demand#none" } },
  });
  expect(PopularView.parse(renderFor(popularFound, { Item: item }, {}).answer)).toEqual({
    skus: ["pretzel", "rye"],
    at: since,
  });
  expect(PopularView.parse(renderFor(popularFound, {}, {}).answer)).toEqual({ skus: [] });
});
