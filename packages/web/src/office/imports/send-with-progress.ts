import type { SendForm } from "@sourdough/order-client";

/** Sends a form, and tells how much of it has left. */
export const sendWithProgress =
  (onProgress: (part: number) => void): SendForm =>
  (url, form) =>
    new Promise((resolve, reject) => {
      const upload = new XMLHttpRequest();
      upload.open("POST", url);
      upload.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 1);
      upload.onload = () => resolve({ status: upload.status, text: upload.responseText });
      upload.onerror = () => reject(new Error("The upload broke off."));
      upload.send(form);
    });
