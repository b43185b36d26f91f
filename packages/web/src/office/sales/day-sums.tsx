import { count } from "../counts.ts";
import { type DaySummary, growth } from "./compare.ts";
import { growthText, measures, wayOf } from "./measures.ts";

const euros = measures.revenueCents.write;

/** What a day came to so far, and how it stands against the same day of the week before. */
export const DaySums = ({ summary, isOver }: { summary: DaySummary; isOver: boolean }) => (
  <div className="sales-sums">
    <p className="sum-main">
      <strong>{euros(summary.sold.revenueCents)}</strong>
      <Against summary={summary} isOver={isOver} />
    </p>
    <dl className="sum-others">
      <Sum name="orders" value={count(summary.sold.orders)} />
      <Sum name="pieces" value={count(summary.sold.pieces)} />
      <Sum name="a week before, all day" value={euros(summary.before.revenueCents)} />
    </dl>
  </div>
);

const Sum = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

const Against = ({ summary: { over, until }, isOver }: { summary: DaySummary; isOver: boolean }) => {
  const when = isOver ? "" : `, until ${until}:00`;
  const more = growth(over.sold.revenueCents, over.before.revenueCents);
  if (until === undefined) return <span>It is compared from the first full hour on.</span>;
  if (more === undefined) return <span>Nothing was sold a week before{when}.</span>;
  const way = wayOf(more);
  return (
    <span className="against" data-way={way}>
      {way === "level" ? (
        "as much as"
      ) : (
        <>
          <b>{growthText(more)}</b> against
        </>
      )}{" "}
      a week before{when}
    </span>
  );
};
