/**
 * How large an order may be to be taken at all: the bounds of `PUT /orders/{orderId}`, and of every contract that has an
 * order's lines. What one customer may order of that is for the orders service to say.
 */
export const orderSize = { lines: 50, piecesPerLine: 99, pieceCents: 20_000 } as const;
