import { type ReactNode, useId, useState } from "react";
import { useWidth } from "./use-width.ts";

export interface TableColumn<Row> {
  head: string;
  /** What a cell says. The first column names its row. */
  cell(row: Row): string;
}

interface Props<Row> {
  /** What it shows, in words. */
  name: string;
  /** What is to be seen in it, for whoever does not see it. */
  summary: string;
  /** What its signs mean. */
  legend?: ReactNode;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowKey(row: Row): string | number;
  /** The drawing, in so many pixels. */
  children(width: number): ReactNode;
}

/**
 * A drawing, and the same as a table: read by screen readers all the time, and seen by everybody who asks for it.
 */
export const Chart = <Row,>({ name, summary, legend, columns, rows, rowKey, children }: Props<Row>) => {
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const { ref, width } = useWidth();
  const [first, ...others] = columns;
  return (
    <figure className="chart" aria-labelledby={`${id}-name`} data-view={asTable ? "table" : "drawing"}>
      <figcaption className="chart-head">
        <span id={`${id}-name`} className="chart-name">
          {name}
        </span>
        {!asTable && legend}
        <button
          type="button"
          className="text-button chart-switch"
          aria-controls={`${id}-table`}
          aria-label={`${asTable ? "As a chart" : "As a table"}: ${name}`}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? "As a chart" : "As a table"}
        </button>
      </figcaption>
      <p className="visually-hidden">{summary}</p>
      <div ref={ref} className="chart-drawing" hidden={asTable}>
        {width > 0 && children(width)}
      </div>
      <div
        id={`${id}-table`}
        className={asTable ? "chart-table" : "visually-hidden"}
        {...(asTable && { role: "region", "aria-label": `${name}, as a table`, tabIndex: 0 })}
      >
        <table>
          <caption className="visually-hidden">{name}</caption>
          <thead>
            <tr>
              {columns.map(({ head }) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)}>
                <th scope="row">{first?.cell(row)}</th>
                {others.map(({ head, cell }) => (
                  <td key={head}>{cell(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
};
