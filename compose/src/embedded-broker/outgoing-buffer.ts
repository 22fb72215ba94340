import { Buffer } from "node:buffer";
import type { Socket } from "node:net";

/**
 * Collects what is to be sent to one client and hands it to the socket in one piece per turn of the event
 * loop: at 100,000 small messages a second single writes would cost more than everything else.
 */
export class OutgoingBuffer {
	readonly #socket: Socket;
	readonly #maxBytes: number;
	readonly #onOverflow: () => void;
	#parts: Buffer[] = [];
	#bytes = 0;
	#isScheduled = false;
	#isClosed = false;

	/** `onOverflow`: the client reads too slowly and more than `maxBytes` wait for it. */
	constructor(socket: Socket, maxBytes: number, onOverflow: () => void) {
		this.#socket = socket;
		this.#maxBytes = maxBytes;
		this.#onOverflow = onOverflow;
	}

	add(part: Buffer): void {
		if (this.#isClosed) return;
		this.#parts.push(part);
		this.#bytes += part.length;
		if (this.#bytes + this.#socket.writableLength > this.#maxBytes) {
			// Half a message must not be sent, so what waits goes too.
			this.#parts = [];
			this.#bytes = 0;
			this.#onOverflow();
			return;
		}
		if (this.#isScheduled) return;
		this.#isScheduled = true;
		setImmediate(() => this.flush());
	}

	flush(): void {
		this.#isScheduled = false;
		if (this.#parts.length === 0 || this.#socket.destroyed) return;
		const [first] = this.#parts;
		this.#socket.write(
			this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts, this.#bytes),
		);
		this.#parts = [];
		this.#bytes = 0;
	}

	/** Sends what is there as far as it goes; what is added later is forgotten. */
	close(): void {
		this.flush();
		this.#isClosed = true;
	}
}
