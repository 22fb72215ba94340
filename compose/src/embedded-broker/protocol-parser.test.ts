import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ClientOperation, ProtocolParser, ProtocolViolation } from "./protocol-parser.ts";

function parse(chunks: readonly Buffer[], maxPayloadBytes = 1000): ClientOperation[] {
	const operations: ClientOperation[] = [];
	const parser = new ProtocolParser({ maxPayloadBytes, onOperation: (operation) => operations.push(operation) });
	for (const chunk of chunks) parser.feed(chunk);
	return operations;
}

function parseText(text: string, maxPayloadBytes?: number): ClientOperation[] {
	return parse([Buffer.from(text)], maxPayloadBytes);
}

const published = (subject: string, replyTo: string | undefined, headerBytes: number, body: string | Uint8Array) => ({
	kind: "publish",
	message: { subject, replyTo, headerBytes, body: Buffer.from(body) },
});

describe("the protocol parser", () => {
	it("reads each operation a client sends", () => {
		expect(
			parseText(
				'CONNECT {"verbose":false,"headers":true,"no_responders":true,"auth_token":"t","name":"n"}\r\n' +
					"PING\r\nPONG\r\nSUB a.* 1\r\nSUB a.> q 2\r\nUNSUB 1\r\nUNSUB 2 5\r\n",
			),
		).toEqual([
			{
				kind: "connect",
				options: { verbose: false, echo: true, headers: true, no_responders: true, auth_token: "t", name: "n" },
			},
			{ kind: "ping" },
			{ kind: "pong" },
			{ kind: "subscribe", subject: "a.*", queue: undefined, sid: "1" },
			{ kind: "subscribe", subject: "a.>", queue: "q", sid: "2" },
			{ kind: "unsubscribe", sid: "1", maxMessages: undefined },
			{ kind: "unsubscribe", sid: "2", maxMessages: 5 },
		]);
	});

	it("reads messages with and without reply subject, headers and payload", () => {
		expect(
			parseText(
				"PUB a 0\r\n\r\nPUB a.b r 3\r\nxyz\r\nHPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\nHPUB a r 12 12\r\nNATS/1.0\r\n\r\n\r\n",
			),
		).toEqual([
			published("a", undefined, 0, ""),
			published("a.b", "r", 0, "xyz"),
			published("a", undefined, 12, "NATS/1.0\r\n\r\nhi"),
			published("a", "r", 12, "NATS/1.0\r\n\r\n"),
		]);
	});

	it("takes lower case and repeated blanks as nats-server does", () => {
		expect(parseText("pub  a \t 1\r\nx\r\nping\r\n")).toEqual([published("a", undefined, 0, "x"), { kind: "ping" }]);
	});

	it.each([
		["an unknown operation", "HELLO\r\n", "Unknown Protocol Operation"],
		["an HTTP request", "GET / HTTP/1.1\r\n", "Unknown Protocol Operation"],
		["a size that is no number", "PUB a x\r\n", "Bad Or Missing Size in PUB"],
		["a negative size", "PUB a -1\r\n", "Bad Or Missing Size in PUB"],
		["too many words", "PUB a b c 1\r\n", "Parse Error in PUB"],
		["a payload that is longer than announced", "PUB a 1\r\nxy\r\n", "Unknown Protocol Operation"],
		["headers larger than the message", "HPUB a 20 10\r\n", "Bad Header Size in HPUB"],
		["a message above the limit", "PUB a 1001\r\n", "Maximum Payload Violation"],
		["CONNECT without JSON", "CONNECT yes\r\n", "Parse Error in CONNECT"],
		["a line without an end", "P".repeat(5000), "Maximum Control Line Exceeded"],
	])("refuses %s", (_what, text, message) => {
		expect(() => parseText(text)).toThrow(new ProtocolViolation(message));
	});

	it("gives the same operations however the bytes are cut", () => {
		const token = fc.stringMatching(/^[a-z0-9]{1,6}$/);
		const subject = fc.array(token, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join("."));
		const replyTo = fc.option(subject, { nil: undefined });
		const headers = fc.constantFrom("NATS/1.0\r\n\r\n", "NATS/1.0\r\nA: b\r\n\r\n");
		const payload = fc.uint8Array({ maxLength: 300 });
		const frame = fc.oneof(
			fc.record({ subject, replyTo, payload }).map((f) => frameOf("PUB", f.subject, f.replyTo, "", f.payload)),
			fc
				.record({ subject, replyTo, headers, payload })
				.map((f) => frameOf("HPUB", f.subject, f.replyTo, f.headers, f.payload)),
			fc.record({ subject, sid: fc.nat(99) }).map((f) => Buffer.from(`SUB ${f.subject} ${f.sid}\r\n`)),
			fc.record({ sid: fc.nat(99), max: fc.nat(99) }).map((f) => Buffer.from(`UNSUB ${f.sid} ${f.max}\r\n`)),
			fc.constantFrom(Buffer.from("PING\r\n"), Buffer.from("PONG\r\n")),
		);
		const stream = fc.array(frame, { minLength: 1, maxLength: 20 }).map((frames) => Buffer.concat(frames));
		const cuts = fc.array(fc.nat(5000), { maxLength: 40 });
		fc.assert(
			fc.property(stream, cuts, (bytes, positions) => {
				expect(parse(cut(bytes, positions))).toEqual(parse([bytes]));
				expect(parse(cut(bytes, [...bytes.keys()]))).toEqual(parse([bytes]));
			}),
		);
	});

	it("answers garbage with a protocol violation and nothing else", () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (chunks) => {
				try {
					parse(chunks.map((chunk) => Buffer.from(chunk)));
				} catch (error) {
					expect(error).toBeInstanceOf(ProtocolViolation);
				}
			}),
		);
	});
});

function frameOf(
	name: string,
	subject: string,
	replyTo: string | undefined,
	headers: string,
	payload: Uint8Array,
): Buffer {
	const reply = replyTo === undefined ? "" : ` ${replyTo}`;
	const sizes = name === "HPUB" ? `${headers.length} ${headers.length + payload.length}` : `${payload.length}`;
	return Buffer.concat([
		Buffer.from(`${name} ${subject}${reply} ${sizes}\r\n${headers}`),
		payload,
		Buffer.from("\r\n"),
	]);
}

function cut(bytes: Buffer, positions: readonly number[]): Buffer[] {
	const borders = [...new Set([0, ...positions.filter((position) => position < bytes.length), bytes.length])];
	borders.sort((a, b) => a - b);
	return borders.slice(1).map((end, index) => Buffer.from(bytes.subarray(borders[index], end)));
}
