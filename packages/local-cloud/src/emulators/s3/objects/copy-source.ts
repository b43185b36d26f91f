/** What `x-amz-copy-source` names: `/bucket/key?versionId=…`, with its key encoded for a URL; undefined for what is no such thing. */
export const readCopySource = (
  source: string,
): { bucket: string; key: string; versionId: string | undefined } | undefined => {
  const [, path = "", versionId] = /^([^?]*)(?:\?versionId=([^&]*))?$/s.exec(source) ?? [];
  try {
    const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
    if (!bucket || !key) return undefined;
    return { bucket, key, versionId: versionId === undefined ? undefined : decodeURIComponent(versionId) };
  } catch {
    return undefined;
  }
};
