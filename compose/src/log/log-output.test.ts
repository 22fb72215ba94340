import { describe, expect, it } from "vitest";
import { createLogOutput, type LogLevel } from "./log-output.ts";

function output(format: "pretty" | "json", level: LogLevel = "info") {
	const written: string[] = [];
	const log = createLogOutput({ format, level, isColoured: false, write: (text) => written.push(text) });
	return { log, written };
}

describe("the log of all processes", () => {
	it("passes a child's JSON lines on under the name of the child", () => {
		const { log, written } = output("json");
		log.childLine("worker", '{"level":40,"time":5,"pid":1,"msg":"slow","tile":7}');
		expect(JSON.parse(written[0] ?? "")).toEqual({ level: 40, time: 5, pid: 1, msg: "slow", tile: 7, name: "worker" });
	});

	it("makes a message of whatever else a child says, and nothing of an empty line", () => {
		const { log, written } = output("json");
		for (const line of ["plain words", "{broken", '{"level":"high"}', "", "  "]) log.childLine("worker", line);
		expect(written.map((line) => JSON.parse(line).msg)).toEqual(["plain words", "{broken", '{"level":"high"}']);
	});

	it("is one readable line for people, with what matters of the fields", () => {
		const { log, written } = output("pretty");
		const time = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
		log.childLine("coordinator", JSON.stringify({ level: 50, time, pid: 9, hostname: "h", msg: "failed", task: 812 }));
		expect(written).toEqual(["03:04:05.006 ERROR coordinator failed task=812\n"]);
	});

	it("shows the stack of an error below its line", () => {
		const { log, written } = output("pretty");
		const err = { type: "Error", message: "no", stack: "Error: no\n    at here" };
		log.childLine("worker", JSON.stringify({ level: 50, time: 0, msg: "failed", err }));
		expect(written[0]).toContain("failed\n    Error: no\n        at here\n");
	});

	it("keeps to itself what is below the level", () => {
		const { log, written } = output("pretty", "warn");
		const logger = log.logger("start");
		logger.info({}, "quiet");
		logger.warn({}, "loud");
		expect(written).toHaveLength(1);
		expect(written[0]).toContain("loud");
	});
});
