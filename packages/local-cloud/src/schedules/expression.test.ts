import { describe, expect, test } from "vitest";
import { readTimetable, type TimetableOptions } from "./expression.ts";

const due = (
  expression: string,
  from: string,
  count = 3,
  options: Partial<TimetableOptions> = {},
): string[] => {
  const timetable = readTimetable(expression, { dialect: "scheduler", begins: Date.parse(from), ...options });
  if (!timetable) throw new Error(`${expression} is no expression.`);
  const times: string[] = [];
  let next = timetable.next(Date.parse(from));
  while (next !== undefined && times.length < count) {
    times.push(new Date(next).toISOString().replace(":00.000Z", "Z"));
    next = timetable.next(next + 1);
  }
  return times;
};

describe("cron", () => {
  // The examples of https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based and of
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html, and what they leave open.
  test.each([
    ["cron(15 12 * * ? *)", ["2026-01-01T12:15Z", "2026-01-02T12:15Z", "2026-01-03T12:15Z"]],
    ["cron(0 18 ? * MON-FRI *)", ["2026-01-01T18:00Z", "2026-01-02T18:00Z", "2026-01-05T18:00Z"]],
    ["cron(0 8 1 * ? *)", ["2026-01-01T08:00Z", "2026-02-01T08:00Z", "2026-03-01T08:00Z"]],
    ["cron(0/10 * ? * MON-FRI *)", ["2026-01-01T00:00Z", "2026-01-01T00:10Z", "2026-01-01T00:20Z"]],
    ["cron(0/5 8-17 ? * MON-FRI *)", ["2026-01-01T08:00Z", "2026-01-01T08:05Z", "2026-01-01T08:10Z"]],
    ["cron(0/30 20-2 ? * MON-FRI *)", ["2026-01-01T00:00Z", "2026-01-01T00:30Z", "2026-01-01T01:00Z"]],
    ["cron(15 10 ? * 6L 2026-2027)", ["2026-01-30T10:15Z", "2026-02-27T10:15Z", "2026-03-27T10:15Z"]],
    ["cron(0 0 ? * 5#2 *)", ["2026-01-08T00:00Z", "2026-02-12T00:00Z", "2026-03-12T00:00Z"]],
    ["cron(0 0 ? * FRI#2 *)", ["2026-01-09T00:00Z", "2026-02-13T00:00Z", "2026-03-13T00:00Z"]],
    ["cron(0 0 ? * L *)", ["2026-01-03T00:00Z", "2026-01-10T00:00Z", "2026-01-17T00:00Z"]],
    ["cron(0 0 L * ? *)", ["2026-01-31T00:00Z", "2026-02-28T00:00Z", "2026-03-31T00:00Z"]],
    ["cron(0 0 LW * ? *)", ["2026-01-30T00:00Z", "2026-02-27T00:00Z", "2026-03-31T00:00Z"]],
    ["cron(0 0 15W * ? *)", ["2026-01-15T00:00Z", "2026-02-16T00:00Z", "2026-03-16T00:00Z"]],
    ["cron(0 0 1W * ? 2026)", ["2026-01-01T00:00Z", "2026-02-02T00:00Z", "2026-03-02T00:00Z"]],
    ["cron(0 0 29 2 ? *)", ["2028-02-29T00:00Z", "2032-02-29T00:00Z", "2036-02-29T00:00Z"]],
    ["cron(59 23 31 DEC ? *)", ["2026-12-31T23:59Z", "2027-12-31T23:59Z", "2028-12-31T23:59Z"]],
    ["cron(0 0 1 1 ? *)", ["2026-01-01T00:00Z", "2027-01-01T00:00Z", "2028-01-01T00:00Z"]],
    ["cron(0 0 1 JAN,JUL ? 2026/2)", ["2026-01-01T00:00Z", "2026-07-01T00:00Z", "2028-01-01T00:00Z"]],
    ["cron(0 12 ? * FRI-MON *)", ["2026-01-02T12:00Z", "2026-01-03T12:00Z", "2026-01-04T12:00Z"]],
    ["cron(0 0 1 1 ? 2025)", []],
    ["cron(0 0 31 2 ? *)", []],
    ["cron(0 0 31 12 ? 2199)", ["2199-12-31T00:00Z"]],
  ])("%s", (expression, times) => expect(due(expression, "2026-01-01T00:00:00Z")).toEqual(times));

  test.each([
    "cron()",
    "cron(INVALID)",
    // Cases that AWS was seen to refuse: https://github.com/localstack/localstack, tests/aws/services/scheduler
    "cron(0 1 * * * *)",
    "cron(7 20 * * NOT *)",
    "cron(0 dummy ? * MON-FRI *)",
    "cron(71 8 1 * ? *)",
    "cron(0 0 ? * ? *)",
    "cron(0 0 * * ?)",
    "cron(0 0 0 * * ? *)",
    "cron(60 0 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 0 32 * ? *)",
    "cron(0 0 0 * ? *)",
    "cron(0 0 1 13 ? *)",
    "cron(0 0 ? * 8 *)",
    "cron(0 0 ? * 0 *)",
    "cron(0 0 ? * 3#6 *)",
    "cron(0 0 ? * 3#1,6#3 *)",
    "cron(0 0 L,15 * ? *)",
    "cron(0 0 32W * ? *)",
    "cron(0 0 1 1 ? 1969)",
    "cron(0 0 1 1 ? 2200)",
    "cron(*/0 * * * ? *)",
    "cron(0/ * * * ? *)",
    "cron(, * * * ? *)",
    "cron(-1 * * * ? *)",
    "cron(1- * * * ? *)",
    "cron(1.5 * * * ? *)",
    "cron(@daily)",
    "cron(0 0 ? * MON/2 *)",
    `cron(${"0,".repeat(20_000)}0 0 * * ? *)`,
    "cron(0 0 * * ? *) ",
    "CRON(0 0 * * ? *)",
  ])("refuses %s", (expression) =>
    expect(readTimetable(expression.slice(0, 256), { dialect: "scheduler", begins: 0 })).toBeUndefined(),
  );
});

describe("daylight saving time", () => {
  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
  const vienna = { timeZone: "Europe/Vienna" };
  const newYork = { timeZone: "America/New_York" };

  test("a time that clocks jump over in the spring is skipped", () => {
    expect(due("cron(30 2 * * ? *)", "2026-03-28T00:00:00Z", 3, vienna)).toEqual([
      "2026-03-28T01:30Z",
      "2026-03-30T00:30Z",
      "2026-03-31T00:30Z",
    ]);
    expect(due("cron(30 2 * * ? *)", "2026-03-07T12:00:00Z", 2, newYork)).toEqual([
      "2026-03-09T06:30Z",
      "2026-03-10T06:30Z",
    ]);
  });

  test("a time that clocks show twice in the autumn counts once, the first time", () => {
    expect(due("cron(30 2 * * ? *)", "2026-10-24T12:00:00Z", 2, vienna)).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-26T01:30Z",
    ]);
    expect(due("cron(30 1 * * ? *)", "2026-10-31T12:00:00Z", 2, newYork)).toEqual([
      "2026-11-01T05:30Z",
      "2026-11-02T06:30Z",
    ]);
  });

  test("asked within the hour that comes again, it is not due again", () => {
    expect(due("cron(0/20 * * * ? *)", "2026-10-25T01:10:00Z", 2, vienna)).toEqual([
      "2026-10-25T02:00Z",
      "2026-10-25T02:20Z",
    ]);
  });

  test("the same time of day is kept over both changes", () => {
    expect(due("cron(0 18 * * ? *)", "2026-03-28T12:00:00Z", 2, vienna)).toEqual([
      "2026-03-28T17:00Z",
      "2026-03-29T16:00Z",
    ]);
    expect(due("cron(0 18 * * ? *)", "2026-10-24T12:00:00Z", 2, vienna)).toEqual([
      "2026-10-24T16:00Z",
      "2026-10-25T17:00Z",
    ]);
  });

  test("a rate of a day is 24 hours, whatever the clocks do", () => {
    expect(due("rate(1 day)", "2026-03-28T17:00:00Z", 3, vienna)).toEqual([
      "2026-03-28T17:00Z",
      "2026-03-29T17:00Z",
      "2026-03-30T17:00Z",
    ]);
  });

  test("zones with odd offsets and half-hour changes", () => {
    expect(due("cron(0 0 1 1 ? *)", "2026-06-01T00:00:00Z", 1, { timeZone: "Asia/Kathmandu" })).toEqual([
      "2026-12-31T18:15Z",
    ]);
    // Clocks go forward by 30 minutes at 2:00.
    const lordHowe = { timeZone: "Australia/Lord_Howe" };
    expect(due("cron(15 2 * * ? *)", "2026-10-03T00:00:00Z", 2, lordHowe)).toEqual([
      "2026-10-04T15:15Z",
      "2026-10-05T15:15Z",
    ]);
  });

  test("a zone that left out a day", () => {
    // Samoa went from 29 to 31 December 2011.
    expect(due("cron(0 12 * * ? *)", "2011-12-29T00:00:00Z", 3, { timeZone: "Pacific/Apia" })).toEqual([
      "2011-12-29T22:00Z",
      "2011-12-30T22:00Z",
      "2011-12-31T22:00Z",
    ]);
  });
});

describe("at", () => {
  test.each([
    ["at(2026-12-31T23:59:59)", "UTC", "2026-12-31T23:59:59.000Z"],
    ["at(2026-06-01T14:00:00)", "Europe/Vienna", "2026-06-01T12:00Z"],
    ["at(2028-02-29T00:00:00)", "UTC", "2028-02-29T00:00Z"],
    // Not on AWS's word: into the gap as far as java.time would go, and at the first of two times.
    ["at(2026-03-29T02:30:00)", "Europe/Vienna", "2026-03-29T01:30Z"],
    ["at(2026-10-25T02:30:00)", "Europe/Vienna", "2026-10-25T00:30Z"],
  ])("%s in %s", (expression, timeZone, time) =>
    expect(due(expression, "2026-01-01T00:00:00Z", 3, { timeZone })).toEqual([time]),
  );

  test.each([
    "at()",
    "at(2021-12-31)",
    "at(2021-12-31T23:59:59Z)",
    "at(2026-02-30T00:00:00)",
    "at(2026-13-01T00:00:00)",
    "at(2026-01-01T24:00:01)",
    "at(2026-01-01T24:00:00)",
    "at(2026-01-01 00:00:00)",
    "at(12026-01-01T00:00:00)",
    "at(2026-01-01T00:00:00.000)",
  ])("refuses %s", (expression) =>
    expect(readTimetable(expression, { dialect: "scheduler", begins: 0 })).toBeUndefined(),
  );

  test("is nothing for rules", () =>
    expect(readTimetable("at(2026-01-01T00:00:00)", { dialect: "rule", begins: 0 })).toBeUndefined());
});

describe("rate", () => {
  test.each([
    ["rate(1 minute)", ["2026-01-01T00:00Z", "2026-01-01T00:01Z"]],
    ["rate(2 minute)", ["2026-01-01T00:00Z", "2026-01-01T00:02Z"]],
    ["rate(36 hours)", ["2026-01-01T00:00Z", "2026-01-02T12:00Z"]],
    ["rate(999999999 days)", ["2026-01-01T00:00Z"]],
  ])("%s begins at once", (expression, times) =>
    expect(due(expression, "2026-01-01T00:00:00Z", 2)).toEqual(times),
  );

  test("keeps its rhythm from where it began", () =>
    expect(
      due("rate(7 hours)", "2026-01-02T00:00:00Z", 2, { begins: Date.parse("2026-01-01T00:00:00Z") }),
    ).toEqual(["2026-01-02T04:00Z", "2026-01-02T11:00Z"]));

  test.each([
    "rate()",
    "rate(10)",
    "rate(10 seconds)",
    "rate(10 years)",
    "rate(10 minutess)",
    "rate(foo minutes)",
    "rate(-10 minutes)",
    "rate(0 minutes)",
    "rate(1.5 hours)",
    "rate( 10 minutes )",
    " rate(10 minutes)",
    "rate(1e3 minutes)",
  ])("refuses %s", (expression) =>
    expect(readTimetable(expression, { dialect: "scheduler", begins: 0 })).toBeUndefined(),
  );
});
