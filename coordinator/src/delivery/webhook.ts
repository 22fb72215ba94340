/** How one message reaches a webhook; whatever goes wrong is thrown with words for people. */

const answerCharacters = 1_000;

/** A message that the receiver will not take however often it is sent, while others may go through. */
export class DeliveryRefused extends Error {}

/** Returns what the receiver answered, shortened. Any status of 200 to 299 counts as taken. */
export async function postToWebhook(
	webhook: string,
	id: string,
	payload: string,
	signal: AbortSignal,
): Promise<string> {
	const response = await fetch(webhook, {
		method: "POST",
		headers: { "content-type": "application/json", "idempotency-key": id, "user-agent": "tilewright" },
		body: payload,
		// Where a redirect leads was not agreed to.
		redirect: "manual",
		signal,
	});
	const answer = `${response.status} ${await readBeginning(response)}`.trim();
	if (response.status >= 200 && response.status < 300) return answer;
	const isRefusal =
		response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429;
	throw isRefusal ? new DeliveryRefused(answer) : new Error(answer);
}

async function readBeginning(response: Response): Promise<string> {
	if (!response.body) return "";
	const decoder = new TextDecoder();
	const reader = response.body.getReader();
	let text = "";
	try {
		while (text.length < answerCharacters) {
			const { done, value } = await reader.read();
			if (done) break;
			text += decoder.decode(value, { stream: true });
		}
	} finally {
		await reader.cancel().catch(() => {});
	}
	return text.slice(0, answerCharacters).replaceAll("\u0000", "\ufffd");
}
