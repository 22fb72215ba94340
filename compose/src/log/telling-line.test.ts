import { describe, expect, it } from "vitest";
import { tellingLine } from "./telling-line.ts";

describe("the last words of a program", () => {
	it("are its last logged error", () => {
		const lines = [
			'{"level":60,"time":1,"msg":"The configuration is not usable."}',
			'{"level":30,"time":2,"msg":"Bye."}',
			"plain",
		];
		expect(tellingLine(lines)).toBe("The configuration is not usable.");
	});

	it("are the error of a crash, not the frame around it", () => {
		const lines = ["throw err;", "^", "TypeError: x is not a function", "    at main.mjs:1:1", "", "Node.js v20.20.2"];
		expect(tellingLine(lines)).toBe("TypeError: x is not a function");
	});

	it("are the last line there is", () => {
		expect(tellingLine(["one", "two", ""])).toBe("two");
		expect(tellingLine([])).toBe("nothing");
	});
});
