import { randomUUID } from "node:crypto";
import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricStatisticsCommand,
  PutCompositeAlarmCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

/** Where the facts are asked for: here or on AWS. */
export interface MetricPlace {
  readonly cloudwatch: CloudWatchClient;
  /** Lets a minute go by. */
  pass(): Promise<void> | void;
  now(): number;
  stop(): Promise<void>;
}

const MINUTE = 60_000;

/** What CloudWatch's documentation leaves open: the same questions to the emulator and, on a stage, to AWS. */
export const describeMetricFacts = (name: string, skip: boolean, connect: () => Promise<MetricPlace>) =>
  describe.skipIf(skip)(name, () => {
    const id = `metric-facts-${randomUUID()}`;
    const Namespace = `Sourdough/${id}`;
    let place: MetricPlace;
    beforeAll(async () => {
      place = await connect();
    });
    afterAll(async () => {
      await place.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [id] }));
      await place.stop();
    });

    const alarm = (more: Partial<PutMetricAlarmCommandInput> = {}) =>
      new PutMetricAlarmCommand({
        AlarmName: id,
        Namespace,
        MetricName: "Failures",
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: "GreaterThanThreshold",
        TreatMissingData: "notBreaching",
        ...more,
      });
    const refusal = (answer: Promise<unknown>) =>
      answer.then(
        () => "taken",
        (error: Error) => error.name,
      );
    /** Looks again each minute until it holds. */
    const eventually = (look: () => Promise<void>) =>
      vi.waitFor(
        async () => {
          await place.pass();
          await look();
        },
        { timeout: 10 * MINUTE, interval: 50 },
      );

    test("refuses by these names", async () => {
      const { cloudwatch } = place;
      const answers = {
        points: cloudwatch.send(alarm({ DatapointsToAlarm: 2 })),
        statistics: cloudwatch.send(alarm({ ExtendedStatistic: "p99" })),
        period: cloudwatch.send(alarm({ Period: 90 })),
        missing: cloudwatch.send(alarm({ TreatMissingData: "never" })),
        rule: cloudwatch.send(
          new PutCompositeAlarmCommand({ AlarmName: `${id}-any`, AlarmRule: `ALARM(${id}-none)` }),
        ),
        alarm: cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [`${id}-none`] })),
        dashboard: cloudwatch.send(new GetDashboardCommand({ DashboardName: id })),
        body: cloudwatch.send(new PutDashboardCommand({ DashboardName: id, DashboardBody: "{}" })),
        namespace: cloudwatch.send(
          new PutMetricDataCommand({ Namespace: "AWS/Bakery", MetricData: [{ MetricName: "M", Value: 1 }] }),
        ),
      };
      const names = await Promise.all(
        Object.entries(answers).map(async ([what, answer]) => [what, await refusal(answer)]),
      );
      expect(Object.fromEntries(names)).toEqual({
        points: "ValidationException",
        statistics: "ValidationException",
        period: "ValidationException",
        missing: "ValidationException",
        rule: "ValidationException",
        alarm: "ResourceNotFound",
        dashboard: "ResourceNotFound",
        body: "DashboardInvalidInputError",
        namespace: "InvalidParameterValueException",
      });
    });

    test(
      "one of one looks at the last real point for some periods more, then missing data is well",
      async () => {
        const { cloudwatch } = place;
        await cloudwatch.send(alarm());
        const state = async () =>
          (await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [id] }))).MetricAlarms?.[0]
            ?.StateValue;
        await eventually(async () => expect(await state()).toBe("OK"));
        const values = [1, 2, 3, 4, 100];
        await cloudwatch.send(
          new PutMetricDataCommand({
            Namespace,
            MetricData: [{ MetricName: "Failures", Values: values, Unit: "Count" }],
          }),
        );
        await eventually(async () => expect(await state()).toBe("ALARM"));
        await eventually(async () => expect(await state()).toBe("OK"));
        const { AlarmHistoryItems = [] } = await cloudwatch.send(
          new DescribeAlarmHistoryCommand({ AlarmName: id, HistoryItemType: "StateUpdate" }),
        );
        const [well, fired] = AlarmHistoryItems;
        expect([well?.HistorySummary, fired?.HistorySummary]).toEqual([
          "Alarm updated from ALARM to OK",
          "Alarm updated from OK to ALARM",
        ]);
        const held = (well!.Timestamp!.getTime() - fired!.Timestamp!.getTime()) / MINUTE;
        expect(held).toBeGreaterThanOrEqual(2);
        expect(held).toBeLessThanOrEqual(5);
        const { Datapoints = [] } = await cloudwatch.send(
          new GetMetricStatisticsCommand({
            Namespace,
            MetricName: "Failures",
            StartTime: new Date(place.now() - 60 * MINUTE),
            EndTime: new Date(place.now() + MINUTE),
            Period: 3600,
            Statistics: ["Sum", "SampleCount"],
            ExtendedStatistics: ["p50"],
          }),
        );
        const total = (member: "Sum" | "SampleCount") =>
          Datapoints.reduce((sum, point) => sum + (point[member] ?? 0), 0);
        expect([total("Sum"), total("SampleCount")]).toEqual([110, 5]);
        expect(Math.max(...Datapoints.map((point) => point.ExtendedStatistics?.p50 ?? 0))).toBeCloseTo(3, 0);
      },
      40 * MINUTE,
    );
  });
