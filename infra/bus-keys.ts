/** How descriptions of the keys begin by which the bus reaches AppSync: `npm run ops -- rotate` touches no other. */
export const busKeys = "The bus publishes with it";
