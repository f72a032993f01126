/**
 * Reads an answer's body, at most so many bytes of it; what comes after is not waited for.
 *
 * @returns the text, and whether that was all
 */
export async function readBounded(
  response: Response,
  maxBytes: number,
): Promise<{ text: string; isWhole: boolean }> {
  const reader = response.body?.getReader();
  if (!reader) return { text: '', isWhole: true };
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { text: text + decoder.decode(), isWhole: true };
      const room = maxBytes - size;
      size += value.length;
      text += decoder.decode(value.subarray(0, Math.max(0, room)), { stream: true });
      if (size > maxBytes) return { text, isWhole: false };
    }
  } finally {
    // Not awaited: a connection that brings bytes without end must not hold us up.
    reader.cancel().catch(() => {});
  }
}

/** Far more than any answer of an identity server has. */
const maxAnswerBytes = 1024 * 1024;

/**
 * `fetch` for small answers, which reads them to their end: one without end must not fill the memory.
 *
 * @param init as `fetch` takes it; libraries have types of their own for the same
 * @throws TypeError for an answer of more than 1 MB
 */
export async function fetchBounded(url: string, init?: object): Promise<Response> {
  const response = await fetch(url, init as RequestInit);
  if (!response.body) return response;
  const { text, isWhole } = await readBounded(response, maxAnswerBytes);
  if (!isWhole) throw new TypeError('the answer is too large');
  const { status, statusText, headers } = response;
  return new Response(text, { status, statusText, headers });
}
