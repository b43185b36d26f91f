/** How the keys of `OrdersTable` begin, for the templates and state machines that address it without a function. */
export const keyPrefixes = { customer: "customer#", order: "order#", menuItem: "menu#" } as const;
