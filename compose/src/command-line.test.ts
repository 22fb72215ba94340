import { describe, expect, it } from "vitest";
import { readCommandLine } from "./command-line.ts";

const read = (args: string[], environment = {}) => readCommandLine(args, environment, "/repository");

describe("the options of npm start", () => {
	it("are sensible when none is given", () => {
		expect(read([])).toMatchObject({
			dataDirectory: "/repository/.tilewright",
			host: "127.0.0.1",
			port: undefined,
			withDemonstration: true,
			workers: 1,
			untilIdle: false,
			logFormat: "pretty",
			natsChoice: "any",
		});
		expect(read([])?.workUnits).toBeGreaterThanOrEqual(1);
	});

	it("come from the command line before the environment", () => {
		const environment = { TILEWRIGHT_DATA_DIR: "/env", TILEWRIGHT_HTTP_PORT: "1", TILEWRIGHT_LOG_LEVEL: "debug" };
		expect(
			read(["--data-dir", "mine", "--port=0", "--workers", "2", "--work-units", "0.5"], environment),
		).toMatchObject({
			dataDirectory: "/repository/mine",
			port: 0,
			workers: 2,
			workUnits: 0.5,
			logLevel: "debug",
		});
		expect(read([], environment)).toMatchObject({ dataDirectory: "/env", port: 1 });
	});

	it("say how fast the demonstration images", () => {
		expect(read([])?.demonstrationSecondsPerTile).toBeUndefined();
		const environment = { TILEWRIGHT_DEMONSTRATION_SECONDS_PER_TILE: "0.2" };
		expect(read([], environment)?.demonstrationSecondsPerTile).toBe(0.2);
		expect(() => read([], { TILEWRIGHT_DEMONSTRATION_SECONDS_PER_TILE: "soon" })).toThrow("above 0");
	});

	it("ask for help and nothing else", () => {
		expect(read(["--help"])).toBeUndefined();
	});

	it.each([
		[["--prot", "1"], {}, "--prot"],
		[["--port", "70000"], {}, '--port is "70000"'],
		[["--workers", "0"], {}, '--workers is "0"'],
		[["--time-limit", "soon"], {}, '--time-limit is "soon"'],
		[[], { TILEWRIGHT_LOG_LEVEL: "loud" }, 'TILEWRIGHT_LOG_LEVEL is "loud"'],
		[["stray"], {}, "stray"],
	])("that are wrong are named: %j %j", (args, environment, words) => {
		expect(() => read(args, environment)).toThrow(
			expect.objectContaining({ code: "CONFIGURATION_INVALID", message: expect.stringContaining(words) }),
		);
	});
});
