// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what is tested here.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type ArgumentContext,
	argumentValues,
	builtInArgumentNames,
	firstInputOf,
	namesIn,
	renderArguments,
	renderTemplate,
	scriptPath,
} from "./command-line.ts";

const tile: ArgumentContext["tile"] = {
	relativePath: "2021-04-09/00/00123",
	name: "00123",
	lattice: { x: 1, y: -2, z: 3 },
	position: null,
	step: { x: 250.5, y: 250, z: 1 },
	attributes: {},
	files: [],
};

function context(changes: Partial<ArgumentContext> = {}): ArgumentContext {
	return {
		project: { name: "brain 7", rootPath: "/data/brain", parameters: {} },
		stageParameters: {},
		definition: { standardArguments: true, arguments: [], expectedExitCode: 0, logPrefix: "lf", parameterSchema: null },
		taskId: 77,
		unitDirectory: "2021-04-09/00/00123",
		tile,
		adjacentTile: null,
		firstInput: { directory: "/in/2021-04-09/00/00123", file: "/in/2021-04-09/00/00123/00123-tile.0.tif" },
		inputRoot: "/in",
		outputRoot: "/out/.tilewright/attempts/9/output",
		publishedRoot: "/out",
		isClusterJob: false,
		...changes,
	};
}

function rendered(template: string, changes: Partial<ArgumentContext> = {}): string {
	return renderTemplate(template, argumentValues(context(changes)));
}

test("the four standard arguments come first, then the user's in their order", () => {
	const definition = {
		standardArguments: true,
		arguments: ["--mode", "${project_name}"],
		expectedExitCode: 0,
		logPrefix: "",
		parameterSchema: null,
	};
	expect(renderArguments(context({ definition })).arguments).toEqual([
		"/in",
		"/out/.tilewright/attempts/9/output",
		"2021-04-09/00/00123",
		"00123",
		"--mode",
		"brain 7",
	]);
	expect(renderArguments(context({ definition: { ...definition, standardArguments: false } })).arguments).toEqual([
		"--mode",
		"brain 7",
	]);
});

test("every built-in name has its value", () => {
	const values = argumentValues(context());
	expect(builtInArgumentNames.map((name) => [name, values.get(name)])).toEqual([
		["input_file", "/in/2021-04-09/00/00123/00123-tile.0.tif"],
		["input_directory", "/in/2021-04-09/00/00123"],
		["output_directory", "/out/.tilewright/attempts/9/output/2021-04-09/00/00123"],
		["relative_path", "2021-04-09/00/00123"],
		["tile_name", "00123"],
		["project_name", "brain 7"],
		["project_root", "/data/brain"],
		["log_file", "/out/2021-04-09/00/00123/.log/lf-00123"],
		["x", "1"],
		["y", "-2"],
		["z", "3"],
		["step_x", "250.5"],
		["step_y", "250"],
		["step_z", "1"],
		["expected_exit_code", "0"],
		["is_cluster_job", "0"],
		["task_id", "77"],
	]);
});

test("an expected exit code other than 0 reaches the script", () => {
	const definition = {
		standardArguments: false,
		arguments: [],
		expectedExitCode: 3,
		logPrefix: "",
		parameterSchema: null,
	};
	expect(rendered("${EXPECTED_EXIT_CODE}", { definition })).toBe("3");
});

test("a cluster job is told that it is one", () => {
	expect(rendered("${IS_CLUSTER_JOB}", { isClusterJob: true })).toBe("1");
});

describe("names", () => {
	test("are the same in upper and lower case, and inside larger texts", () => {
		expect(rendered("--at=${X},${y},${Z}!")).toBe("--at=1,-2,3!");
	});

	test("of the project win over built-in ones, whatever their case", () => {
		const project = { name: "p", rootPath: "/r", parameters: { X: 99, DataSet: "left" } };
		expect(rendered("${x} ${DATASET}", { project })).toBe("99 left");
	});

	test("of the stage win over the project's", () => {
		const project = { name: "p", rootPath: "/r", parameters: { sigma: 1 } };
		expect(rendered("${Sigma}", { project, stageParameters: { sigma: 2.5 } })).toBe("2.5");
		const { definition } = context();
		const withDefault = {
			...definition,
			parameterSchema: { properties: { sigma: { type: "number", default: 1 }, tau: {} } },
		};
		expect(rendered("${sigma} ${tau}", { definition: withDefault })).toBe("1 tau");
		expect(rendered("${sigma}", { definition: withDefault, stageParameters: { sigma: 2.5 } })).toBe("2.5");
	});

	test("that nobody knows pass through as themselves, so that positions never shift", () => {
		expect(rendered("${NoSuchName}")).toBe("NoSuchName");
		expect(rendered("a${toString}b")).toBe("atoStringb");
	});

	test("of the neighbour are known for pairs only", () => {
		const adjacentTile = { ...tile, relativePath: "2021-04-09/00/00124", name: "00124" };
		expect(rendered("${adjacent_tile_relative_path}|${ADJACENT_TILE_NAME}", { adjacentTile })).toBe(
			"2021-04-09/00/00124|00124",
		);
		expect(rendered("${adjacent_tile_name}")).toBe("adjacent_tile_name");
	});
});

test("a group gets its unit directory where others get their tile", () => {
	const group = context({ tile: null, unitDirectory: "plate-1/B03" });
	expect(renderArguments(group).arguments.slice(2)).toEqual(["plate-1/B03", "B03"]);
	expect(renderTemplate("[${x}]", argumentValues(group))).toBe("[]");
});

test("the log file is reported only when an argument names it", () => {
	const definition = {
		standardArguments: false,
		arguments: ["${LOG_FILE}.out"],
		expectedExitCode: 0,
		logPrefix: "a",
		parameterSchema: null,
	};
	expect(renderArguments(context({ definition })).logFile).toBe("/out/2021-04-09/00/00123/.log/a-00123");
	expect(renderArguments(context()).logFile).toBeNull();
});

test("values of any kind become text", () => {
	const stageParameters = { list: [1, "two"], yes: true, nothing: null };
	expect(rendered("${list} ${yes} <${nothing}>", { stageParameters })).toBe('[1,"two"] true <>');
});

test("a template without names is itself, whatever it contains", () => {
	fc.assert(
		fc.property(
			fc.string().filter((text) => namesIn(text).length === 0),
			(text) => {
				expect(rendered(text)).toBe(text);
			},
		),
	);
});

test("each argument stays one argument, and what is put in is not read again", () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 8 }), (pairs) => {
			const stageParameters = Object.fromEntries(pairs.map(([, value], index) => [`p${index}`, value]));
			const templates = pairs.map(([before], index) => `${before.replaceAll(/[${}]/g, "")}$\{P${index}}`);
			const definition = {
				standardArguments: false,
				arguments: templates,
				expectedExitCode: 0,
				logPrefix: "",
				parameterSchema: null,
			};
			expect(renderArguments(context({ definition, stageParameters })).arguments).toEqual(
				pairs.map(([before, value]) => before.replaceAll(/[${}]/g, "") + value),
			);
		}),
	);
});

test("a script's path is absolute, or lies in its repository", () => {
	expect(scriptPath("/opt/a.sh", "/repo")).toBe("/opt/a.sh");
	expect(scriptPath("tools/a.sh", "/repo/")).toBe("/repo/tools/a.sh");
	expect(scriptPath("C:\\tools\\a.bat", null)).toBe("C:\\tools\\a.bat");
	expect(scriptPath("a.sh", null)).toBeNull();
});

describe("the first input", () => {
	const input = (paths: readonly string[]) => ({
		stage: "Projection",
		isRoot: false,
		unitKey: "1",
		index: 0,
		tile: null,
		directory: "/results/00123",
		artifacts: paths.map((path) => ({ path, sizeBytes: 1 })),
		metrics: {},
	});

	test("is known by its first file that is data", () => {
		const made = input(["metrics.json", "b.ome.tif", "a.ome.tif", "artifacts.json"]);
		expect(firstInputOf([made, input(["other.tif"])])).toEqual({
			directory: "/results/00123",
			file: "/results/00123/a.ome.tif",
		});
	});

	test("may have no file, and a task no input", () => {
		expect(firstInputOf([input(["metrics.json"])])).toEqual({ directory: "/results/00123", file: null });
		expect(firstInputOf([])).toBeNull();
		expect(rendered("${input_file}|${input_directory}", { firstInput: null })).toBe("|");
	});
});
