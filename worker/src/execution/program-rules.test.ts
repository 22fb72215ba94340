import { expect, test } from "vitest";
import { describeStartProblem, resolveProgram } from "./program-rules.ts";

const places = { nodePath: "/usr/bin/node", stagesDirectory: "/stages" };

test("a script is run by itself from its own folder", () => {
	expect(resolveProgram({ kind: "script", path: "tools/a.sh", interpreter: null }, "/repo", places)).toEqual({
		launch: ["/repo/tools/a.sh"],
		file: "/repo/tools/a.sh",
		mustBeExecutable: true,
		workingDirectory: "/repo/tools",
	});
});

test("an interpreter is given the script; the predecessor's word none means that there is none", () => {
	const script = { kind: "script", path: "/a.py" } as const;
	expect(resolveProgram({ ...script, interpreter: "python3" }, null, places)).toMatchObject({
		launch: ["python3", "/a.py"],
		mustBeExecutable: false,
	});
	expect(resolveProgram({ ...script, interpreter: "none" }, null, places)).toMatchObject({ launch: ["/a.py"] });
});

test("a built-in stage is run by this Node in its output directory", () => {
	expect(resolveProgram({ kind: "builtIn", name: "quality" }, null, places)).toEqual({
		launch: ["/usr/bin/node", "/stages/quality.mjs"],
		file: "/stages/quality.mjs",
		mustBeExecutable: false,
		workingDirectory: null,
	});
});

test("what cannot be resolved says what is missing", () => {
	expect(resolveProgram({ kind: "script", path: "a.sh", interpreter: null }, null, places)).toEqual({
		problem:
			'The program "a.sh" is given relative to a task repository, and the task definition has none. Choose a repository or give an absolute path.',
	});
});

test("start problems that need no explanation are passed on", () => {
	const problem = { code: "ENOMEM", message: "spawn ENOMEM" };
	expect(describeStartProblem(problem, ["/a"], false)).toBe('"/a" could not be started: spawn ENOMEM.');
	expect(describeStartProblem({ ...problem, code: "EACCES" }, ["/a"], false)).toContain("may not be run");
	expect(describeStartProblem({ ...problem, code: "E2BIG" }, ["/a"], false)).toContain("task file");
});
