export const sweep = async () => {};
export const look = async () => {};
