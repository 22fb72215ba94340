import { Buffer } from "node:buffer";

/**
 * Turns what a NATS client sends into operations, however TCP cuts the bytes. Protocol:
 * https://docs.nats.io/reference/reference-protocols/nats-protocol
 */
export type ClientOperation =
	| { readonly kind: "connect"; readonly options: ConnectOptions }
	| { readonly kind: "publish"; readonly message: PublishedMessage }
	| { readonly kind: "subscribe"; readonly subject: string; readonly queue: string | undefined; readonly sid: string }
	| { readonly kind: "unsubscribe"; readonly sid: string; readonly maxMessages: number | undefined }
	| { readonly kind: "ping" }
	| { readonly kind: "pong" };

export interface PublishedMessage {
	readonly subject: string;
	readonly replyTo: string | undefined;
	/** How many of the first bytes of `body` are headers; 0 for a message without. */
	readonly headerBytes: number;
	/** Headers and payload. */
	readonly body: Buffer;
}

/** The fields of CONNECT that the broker minds. */
export interface ConnectOptions {
	readonly verbose: boolean;
	readonly echo: boolean;
	readonly headers: boolean;
	readonly no_responders: boolean;
	readonly auth_token: string | undefined;
	readonly name: string | undefined;
}

/** What a client did wrong, in the words nats-server uses; the connection is closed afterwards. */
export class ProtocolViolation extends Error {
	constructor(message: string) {
		super(message);
		this.name = "ProtocolViolation";
	}
}

/** nats-server's limit for one line without payload. */
const maxControlLineBytes = 4096;
const carriageReturn = 13;
const lineFeed = 10;
const nothing = Buffer.alloc(0);

type PublishHead = Omit<PublishedMessage, "body"> & { readonly bodyBytes: number };

export class ProtocolParser {
	readonly #maxPayloadBytes: number;
	readonly #onOperation: (operation: ClientOperation) => void;
	/** Bytes of an unfinished control line. */
	#line: Buffer = nothing;
	/** Set while the body of a PUB or HPUB is being read. */
	#head: PublishHead | undefined;
	#bodyParts: Buffer[] = [];
	#bodyPartBytes = 0;

	constructor(options: {
		readonly maxPayloadBytes: number;
		readonly onOperation: (operation: ClientOperation) => void;
	}) {
		this.#maxPayloadBytes = options.maxPayloadBytes;
		this.#onOperation = options.onOperation;
	}

	/** Throws ProtocolViolation; after that the parser must not be used again. */
	feed(chunk: Buffer): void {
		let position = 0;
		while (position < chunk.length) {
			position =
				this.#head === undefined ? this.#readLine(chunk, position) : this.#readBody(chunk, position, this.#head);
		}
	}

	#readLine(chunk: Buffer, start: number): number {
		const end = chunk.indexOf(lineFeed, start);
		const stop = end === -1 ? chunk.length : end;
		if (this.#line.length + stop - start > maxControlLineBytes) {
			throw new ProtocolViolation("Maximum Control Line Exceeded");
		}
		const part = chunk.subarray(start, stop);
		const line = this.#line.length === 0 ? part : Buffer.concat([this.#line, part]);
		if (end === -1) {
			// Copied: the chunk would otherwise be kept alive for a few bytes.
			this.#line = Buffer.from(line);
			return stop;
		}
		this.#line = nothing;
		this.#parseLine(line.at(-1) === carriageReturn ? line.subarray(0, -1) : line);
		return end + 1;
	}

	#readBody(chunk: Buffer, start: number, head: PublishHead): number {
		const bytesWithLineEnd = head.bodyBytes + 2;
		const stop = Math.min(chunk.length, start + bytesWithLineEnd - this.#bodyPartBytes);
		const part = chunk.subarray(start, stop);
		this.#bodyPartBytes += part.length;
		if (this.#bodyPartBytes < bytesWithLineEnd) {
			this.#bodyParts.push(part);
			return stop;
		}
		const whole = this.#bodyParts.length === 0 ? part : Buffer.concat([...this.#bodyParts, part]);
		this.#head = undefined;
		this.#bodyParts = [];
		this.#bodyPartBytes = 0;
		if (whole[head.bodyBytes] !== carriageReturn || whole[head.bodyBytes + 1] !== lineFeed) {
			throw new ProtocolViolation("Unknown Protocol Operation");
		}
		const { subject, replyTo, headerBytes } = head;
		const body = whole.subarray(0, head.bodyBytes);
		this.#onOperation({ kind: "publish", message: { subject, replyTo, headerBytes, body } });
		return stop;
	}

	#parseLine(bytes: Buffer): void {
		const line = bytes.toString("utf8");
		const nameEnd = line.search(/[ \t]/);
		const name = (nameEnd === -1 ? line : line.slice(0, nameEnd)).toUpperCase();
		const rest = nameEnd === -1 ? "" : line.slice(nameEnd).trim();
		switch (name) {
			case "PUB":
				this.#head = this.#limited(parsePublish(words(rest)));
				break;
			case "HPUB":
				this.#head = this.#limited(parsePublishWithHeaders(words(rest)));
				break;
			case "SUB":
				this.#onOperation(parseSubscribe(words(rest)));
				break;
			case "UNSUB":
				this.#onOperation(parseUnsubscribe(words(rest)));
				break;
			case "PING":
				this.#onOperation({ kind: "ping" });
				break;
			case "PONG":
				this.#onOperation({ kind: "pong" });
				break;
			case "CONNECT":
				this.#onOperation({ kind: "connect", options: parseConnect(rest) });
				break;
			default:
				throw new ProtocolViolation("Unknown Protocol Operation");
		}
	}

	#limited(head: PublishHead): PublishHead {
		if (head.bodyBytes > this.#maxPayloadBytes) throw new ProtocolViolation("Maximum Payload Violation");
		return head;
	}
}

function words(rest: string): string[] {
	return rest === "" ? [] : rest.split(/[ \t]+/);
}

function parsePublish(fields: string[]): PublishHead {
	const [subject, second, third] = fields;
	if (subject === undefined || second === undefined || fields.length > 3) {
		throw new ProtocolViolation("Parse Error in PUB");
	}
	const [replyTo, size] = third === undefined ? [undefined, second] : [second, third];
	return { subject, replyTo, headerBytes: 0, bodyBytes: count(size, "PUB") };
}

function parsePublishWithHeaders(fields: string[]): PublishHead {
	const [subject, second, third, fourth] = fields;
	if (subject === undefined || second === undefined || third === undefined || fields.length > 4) {
		throw new ProtocolViolation("Parse Error in HPUB");
	}
	const [replyTo, headerSize, totalSize] = fourth === undefined ? [undefined, second, third] : [second, third, fourth];
	const headerBytes = count(headerSize, "HPUB");
	const bodyBytes = count(totalSize, "HPUB");
	if (headerBytes > bodyBytes) throw new ProtocolViolation("Bad Header Size in HPUB");
	return { subject, replyTo, headerBytes, bodyBytes };
}

function parseSubscribe(fields: string[]): ClientOperation {
	const [subject, second, third] = fields;
	if (subject === undefined || second === undefined || fields.length > 3) {
		throw new ProtocolViolation("Parse Error in SUB");
	}
	const [queue, sid] = third === undefined ? [undefined, second] : [second, third];
	return { kind: "subscribe", subject, queue, sid };
}

function parseUnsubscribe(fields: string[]): ClientOperation {
	const [sid, max] = fields;
	if (sid === undefined || fields.length > 2) throw new ProtocolViolation("Parse Error in UNSUB");
	return { kind: "unsubscribe", sid, maxMessages: max === undefined ? undefined : count(max, "UNSUB") };
}

function parseConnect(text: string): ConnectOptions {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new ProtocolViolation("Parse Error in CONNECT");
	}
	if (typeof value !== "object" || value === null) throw new ProtocolViolation("Parse Error in CONNECT");
	const fields: Readonly<Record<string, unknown>> = { ...value };
	return {
		verbose: fields.verbose === true,
		echo: fields.echo !== false,
		headers: fields.headers === true,
		no_responders: fields.no_responders === true,
		auth_token: typeof fields.auth_token === "string" ? fields.auth_token : undefined,
		name: typeof fields.name === "string" ? fields.name : undefined,
	};
}

function count(text: string, operation: string): number {
	// Nine digits are more than any limit here and stay exact.
	if (!/^\d{1,9}$/.test(text)) throw new ProtocolViolation(`Bad Or Missing Size in ${operation}`);
	return Number(text);
}
