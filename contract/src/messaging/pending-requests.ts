import { randomBytes } from "node:crypto";
import { TilewrightError } from "../errors.ts";

interface PendingRequest {
	readonly subject: string;
	readonly resolve: (payload: Uint8Array) => void;
	readonly reject: (reason: unknown) => void;
	readonly timer: NodeJS.Timeout;
	readonly signal: AbortSignal | undefined;
}

/**
 * Requests that wait for their answer. All answers of one connection arrive on one wildcard subject,
 * `<inbox>.<number>`; an answer to a request that is no longer waited for is ignored.
 *
 * The client library has the same thing, but its requests can neither be aborted nor ended when the
 * line goes down.
 */
export class PendingRequests {
	readonly #inbox = `_INBOX.${randomBytes(12).toString("base64url")}`;
	readonly #requests = new Map<string, PendingRequest>();
	/** One listener for all requests of a signal: Node warns of a leak beyond ten. */
	readonly #tokensOfSignal = new Map<AbortSignal, Set<string>>();
	#count = 0;

	get answerSubject(): string {
		return `${this.#inbox}.*`;
	}

	add(
		subject: string,
		options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
	): { readonly replyTo: string; readonly answer: Promise<Uint8Array> } {
		this.#count += 1;
		const token = this.#count.toString(36);
		const { signal, timeoutMs } = options;
		const answer = new Promise<Uint8Array>((resolve, reject) => {
			const timer = setTimeout(() => this.#take(token)?.reject(requestTimeout(subject, timeoutMs)), timeoutMs);
			this.#requests.set(token, { subject, resolve, reject, timer, signal });
			if (signal !== undefined) this.#watch(signal, token);
		});
		return { replyTo: `${this.#inbox}.${token}`, answer };
	}

	/** `isNoResponder`: the server itself answered, because nobody listens. */
	settle(answerSubject: string, payload: Uint8Array, isNoResponder: boolean): void {
		const request = this.#take(answerSubject.slice(this.#inbox.length + 1));
		if (request === undefined) return;
		if (isNoResponder) request.reject(noResponder(request.subject));
		else request.resolve(payload);
	}

	fail(replyTo: string, reason: unknown): void {
		this.#take(replyTo.slice(this.#inbox.length + 1))?.reject(reason);
	}

	failAll(reasonOf: (subject: string) => unknown): void {
		for (const [token, request] of [...this.#requests]) {
			this.#take(token);
			request.reject(reasonOf(request.subject));
		}
	}

	#take(token: string): PendingRequest | undefined {
		const request = this.#requests.get(token);
		if (request === undefined) return undefined;
		this.#requests.delete(token);
		clearTimeout(request.timer);
		if (request.signal !== undefined) this.#unwatch(request.signal, token);
		return request;
	}

	readonly #onAbort = (event: Event): void => {
		// Only signals get this listener.
		const signal = event.target as AbortSignal;
		for (const token of [...(this.#tokensOfSignal.get(signal) ?? [])]) this.#take(token)?.reject(signal.reason);
	};

	#watch(signal: AbortSignal, token: string): void {
		const tokens = this.#tokensOfSignal.get(signal);
		if (tokens !== undefined) {
			tokens.add(token);
			return;
		}
		this.#tokensOfSignal.set(signal, new Set([token]));
		signal.addEventListener("abort", this.#onAbort);
	}

	#unwatch(signal: AbortSignal, token: string): void {
		const tokens = this.#tokensOfSignal.get(signal);
		tokens?.delete(token);
		if (tokens?.size !== 0) return;
		this.#tokensOfSignal.delete(signal);
		signal.removeEventListener("abort", this.#onAbort);
	}
}

function noResponder(subject: string): TilewrightError {
	return new TilewrightError({
		code: "BUS_NO_RESPONDER",
		message: `Nobody listens on "${subject}". Is the process that answers it running and connected to the same bus?`,
		fields: { subject },
	});
}

function requestTimeout(subject: string, timeoutMs: number): TilewrightError {
	return new TilewrightError({
		code: "BUS_REQUEST_TIMEOUT",
		message: `No answer on "${subject}" within ${timeoutMs} ms.`,
		fields: { subject, timeoutMs },
	});
}
