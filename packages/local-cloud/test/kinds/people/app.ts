export const welcome = async (event: { response: object }) => {
  Object.assign(event.response, { autoConfirmUser: true });
  return event;
};
