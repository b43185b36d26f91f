/**
 * Seconds that each on the way of an answer waits for the next, from the inside out: who gave up first would start again
 * what still runs. API Gateway's are its most: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const patience = { workflow: 25, api: 29, router: 30, client: 35 } as const;
