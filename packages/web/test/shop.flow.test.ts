import { describe } from "vitest";
import { setStage } from "./stage.ts";
import { edgeStories } from "./stories/edge.ts";
import { looks } from "./stories/looks.ts";
import { orderStories } from "./stories/orders.ts";
import { popularStories } from "./stories/popular.ts";
import { routeStories } from "./stories/routes.ts";
import { troubleStories } from "./stories/trouble.ts";

const stage = setStage();

describe("orders", () => orderStories(stage));
describe("trouble", () => troubleStories(stage));
describe("edge", () => edgeStories(stage));
describe("popular", () => popularStories(stage));
describe("routes", () => routeStories(stage));
describe("looks", () => looks(stage));
