export const where = async () => process.env.AWS_REGION;
