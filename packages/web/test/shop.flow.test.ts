import { describe } from "vitest";
import { setStage } from "./stage.ts";
import { edgeStories } from "./stories/edge.ts";
import { kitchenStories } from "./stories/kitchen.ts";
import { looks } from "./stories/looks.ts";
import { officeStories } from "./stories/office.ts";
import { officeFigureStories } from "./stories/office-figures.ts";
import { orderStories } from "./stories/orders.ts";
import { routeStories } from "./stories/routes.ts";
import { troubleStories } from "./stories/trouble.ts";

const stage = setStage();

describe("orders", () => orderStories(stage));
describe("trouble", () => troubleStories(stage));
describe("kitchen", () => kitchenStories(stage));
describe("office", () => officeStories(stage));
describe("office figures", () => officeFigureStories(stage));
describe("edge", () => edgeStories(stage));
describe("routes", () => routeStories(stage));
describe("looks", () => looks(stage));
