import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attemptOutcomeNames, taskStateNames } from "../terminal/state-words.ts";
import {
	absolutePath,
	readChoice,
	readChoices,
	readCount,
	readJson,
	readJsonObject,
	readList,
} from "./argument-values.ts";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "tilewright-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("values on the command line", () => {
	it("may come with commas or by repeating the option", () => {
		expect(readList("b, c", readList("a"))).toEqual(["a", "b", "c"]);
		expect(readChoices(taskStateNames)("failed,READY")).toEqual(["FAILED", "READY"]);
		expect(() => readList("a,,b")).toThrow("Expected names");
	});

	it.each(["outOfMemory", "out-of-memory", "OUT_OF_MEMORY", "out_of_memory"])(
		"take %s for the same outcome",
		(text) => {
			expect(readChoice(attemptOutcomeNames)(text)).toBe("OUT_OF_MEMORY");
		},
	);

	it("say which choices there are", () => {
		expect(() => readChoice(["LIST", "TIMED_OUT"])("lst")).toThrow("Expected one of list, timed-out.");
	});

	it.each(["0", "-1", "1.5", "", "x"])("refuse %j as a count", (text) => {
		expect(() => readCount(text)).toThrow("Expected a whole number");
	});

	it("are JSON as they stand or from a file", () => {
		writeFileSync(join(folder, "parameters.json"), '{"sigma": 2}');
		expect(readJson('{"sigma": 1}', folder)).toEqual({ sigma: 1 });
		expect(readJsonObject("@parameters.json", "--parameters", folder)).toEqual({ sigma: 2 });
		expect(readJsonObject(undefined, "--parameters", folder)).toBeUndefined();
	});

	it("say what is wrong with JSON, and with which value", () => {
		expect(() => readJson("{sigma: 1}", folder)).toThrow(/^"\{sigma: 1\}" is not JSON: /);
		expect(() => readJson("@missing.json", folder)).toThrow(/^The file missing\.json cannot be read: /);
		expect(() => readJsonObject("[1]", "--parameters", folder)).toThrow("--parameters is not a JSON object");
	});

	it("are paths from here, unless they look absolute on some system", () => {
		expect(absolutePath("acquisition", folder)).toBe(join(folder, "acquisition"));
		expect(absolutePath("/data/a", folder)).toBe("/data/a");
		expect(absolutePath("C:\\data", folder)).toBe("C:\\data");
		expect(absolutePath("\\\\server\\share", folder)).toBe("\\\\server\\share");
	});
});
