import type { Point } from "./points.ts";

const size = { width: 720, height: 400, left: 80, right: 90, top: 60, bottom: 60 };
const colours = { time: "#1f5fa8", cost: "#b3541e" };
const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** Time and cost over memory as an SVG: the left axis has milliseconds, the right one dollars of a million invocations. */
export const plot = (title: string, note: string, points: readonly Point[], chosen: Point): string => {
  const { width, height, left, right, top, bottom } = size;
  const x = (index: number) =>
    left + (points.length === 1 ? 0.5 : index / (points.length - 1)) * (width - left - right);
  const scale = (values: readonly number[]) => {
    const most = Math.max(...values) || 1;
    return (value: number) => height - bottom - (value / most) * (height - top - bottom);
  };
  const line = (colour: string, values: readonly number[], label: (value: number) => string) => {
    const y = scale(values);
    const places = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
    const dots = values.map(
      (value, index) =>
        `<circle cx="${x(index).toFixed(1)}" cy="${y(value).toFixed(1)}" r="4" fill="${colour}"><title>${points[index]!.memoryMb} MB: ${label(value)}</title></circle>`,
    );
    return `<polyline points="${places.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join("")}`;
  };
  const ms = points.map((point) => point.ms);
  const usd = points.map((point) => point.usd);
  const text = (at: [number, number], content: string, more = "") =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${escaped(content)}</text>`;
  const end = 'text-anchor="end"';
  const middle = 'text-anchor="middle"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text([left, 24], title, 'font-size="16" font-weight="bold"'),
    text([left, 44], note, 'fill="#555"'),
    `<path d="M${left} ${top}V${height - bottom}H${width - right}V${top}" fill="none" stroke="#999"/>`,
    ...points.map((point, index) =>
      text(
        [x(index), height - bottom + 20],
        `${point.memoryMb} MB`,
        `${middle}${point === chosen ? ' font-weight="bold"' : ""}`,
      ),
    ),
    `<path d="M${x(points.indexOf(chosen)).toFixed(1)} ${top}V${height - bottom}" stroke="#999" stroke-dasharray="4 4"/>`,
    text([left - 8, top + 4], `${Math.max(...ms).toFixed(1)} ms`, `${end} fill="${colours.time}"`),
    text([left - 8, height - bottom + 4], "0", `${end} fill="${colours.time}"`),
    text([width - right + 8, top + 4], `${Math.max(...usd).toFixed(2)} $`, `fill="${colours.cost}"`),
    text([width - right + 8, height - bottom + 4], "0", `fill="${colours.cost}"`),
    line(colours.time, ms, (value) => `${value.toFixed(1)} ms`),
    line(colours.cost, usd, (value) => `${value.toFixed(2)} $ a million`),
    text([left, height - 16], "— time of an invocation", `fill="${colours.time}"`),
    text([left + 220, height - 16], "— dollars of a million", `fill="${colours.cost}"`),
    "</svg>\n",
  ].join("\n");
};
