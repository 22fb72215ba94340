import { finishedSchema } from "@tilewright/contract/messages";
import { expect, test } from "vitest";
import { result } from "../testing/attempt-builder.ts";
import { encodeFittingResult, encodeResults } from "./result-encoding.ts";

const sender = { workerId: crypto.randomUUID(), sessionId: crypto.randomUUID() };

function decoded(payloads: Iterable<Uint8Array>) {
	return [...payloads].map((payload) => finishedSchema.parse(JSON.parse(Buffer.from(payload).toString())));
}

test("messages are what the contract says, in order and none lost", () => {
	const results = Array.from({ length: 25 }, (_, index) => result(index, { problem: "ü".repeat(50) }));
	const encoded = results.map((each) => encodeFittingResult(each, 1_000_000));
	const messages = decoded(encodeResults(sender, encoded, { bytes: 1_000_000, results: 10 }));
	expect(messages.map(({ results: batch }) => batch.length)).toEqual([10, 10, 5]);
	expect(messages[0]).toMatchObject(sender);
	expect(messages.flatMap(({ results: batch }) => batch)).toEqual(results);
});

test("no message is larger than the bus takes", () => {
	const encoded = Array.from({ length: 100 }, (_, index) =>
		encodeFittingResult(result(index, { logTail: "ü".repeat(300) }), 10_000),
	);
	const payloads = [...encodeResults(sender, encoded, { bytes: 10_000, results: 1_000 })];
	expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThanOrEqual(10_000);
	expect(decoded(payloads).flatMap(({ results }) => results)).toHaveLength(100);
});

test("of a result too large for one message what is only for people goes first", () => {
	const artifact = { path: "a", sizeBytes: 1, kind: "image", format: null, shape: null };
	const large = result(1, {
		logTail: "x".repeat(9_500),
		command: ["/bin/true"],
		metrics: { focus: 1 },
		artifacts: [artifact],
	});
	expect(JSON.parse(encodeFittingResult(large, 10_000))).toEqual({ ...large, logTail: null });
	const larger = { ...large, command: ["x".repeat(9_500)] };
	expect(JSON.parse(encodeFittingResult(larger, 10_000))).toEqual({ ...large, logTail: null, command: null });
	const many = { ...large, artifacts: Array.from({ length: 1_000 }, () => artifact) };
	expect(JSON.parse(encodeFittingResult(many, 12_000)).artifacts).toHaveLength(100);
	const metrics = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`m${index}`, index]));
	expect(encodeFittingResult({ ...large, metrics }, 10_000).length).toBeLessThan(9_000);
});
