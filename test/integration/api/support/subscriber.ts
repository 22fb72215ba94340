import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";

/** A client as pages and programs use: graphql-ws over a real socket. */
export class Subscriber {
	readonly #client: Client;

	constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
		class SocketWithHeaders extends WebSocket {
			constructor(address: string | URL, protocols?: string | string[]) {
				super(address, protocols, { headers });
			}
		}
		this.#client = createClient({
			url: url.replace("http", "ws"),
			webSocketImpl: SocketWithHeaders,
			retryAttempts: 0,
		});
	}

	subscribe<Data>(query: string, variables: Record<string, unknown> = {}): AsyncIterableIterator<Data> {
		const results = this.#client.iterate<Data>({ query, variables });
		return {
			async next() {
				const { value, done } = await results.next();
				if (done) return { value: undefined, done: true };
				if (value.errors) throw new Error(JSON.stringify(value.errors));
				return { value: value.data as Data, done: false };
			},
			async return() {
				await results.return?.();
				return { value: undefined, done: true };
			},
			[Symbol.asyncIterator]() {
				return this;
			},
		};
	}

	async stop(): Promise<void> {
		await this.#client.dispose();
	}
}

/** The next message that fits; what comes before it is passed over. */
export async function nextWhere<Data>(
	messages: AsyncIterableIterator<Data>,
	fits: (message: Data) => boolean,
): Promise<Data> {
	for (;;) {
		const { value, done } = await messages.next();
		if (done) throw new Error("the subscription ended before the message came");
		if (fits(value)) return value;
	}
}
