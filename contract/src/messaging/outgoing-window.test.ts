import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { OutgoingWindow } from "./outgoing-window.ts";

function windowWith(confirm: () => Promise<void>): OutgoingWindow {
	return new OutgoingWindow({ maxBytes: 100, confirmEveryBytes: 10, confirm });
}

describe("the window of unconfirmed output", () => {
	it("is full while the server does not answer, and empty once it has", async () => {
		let answer = () => {};
		const window = windowWith(() => new Promise((resolve) => (answer = resolve)));
		window.count(60);
		window.count(60);
		expect(window.isFull).toBe(true);
		answer();
		await turn();
		// What was sent after the question is not covered by the answer.
		expect(window.unconfirmedBytes).toBe(60);
		expect(window.isFull).toBe(false);
	});

	it("asks once at a time, and not for a few bytes", async () => {
		let questions = 0;
		const window = windowWith(async () => {
			questions += 1;
		});
		window.count(9);
		expect(questions).toBe(0);
		window.count(9);
		window.count(9);
		expect(questions).toBe(1);
		await turn();
		window.count(9);
		expect(questions).toBe(2);
	});

	it("starts anew with a new line, also when the question was never answered", async () => {
		const window = windowWith(() => Promise.reject(new Error("line down")));
		window.count(150);
		await turn();
		expect(window.isFull).toBe(true);
		window.reset();
		expect(window.unconfirmedBytes).toBe(0);
	});
});
