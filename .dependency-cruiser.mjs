// Who may import whom: the directions of the architecture, checked by `npm run check` (docs/architecture.md says why).
//
// A rule is loosened here only together with the sentence in docs/architecture.md that it stands for.

/** The steps of the coordinator's flow, in order: a step may import those before it, never one after it. */
const steps = ["acquisition", "planning", "dispatch", "failures", "gates", "completion", "rounds", "status", "api"];
/**
 * What every step may use: workers, database, effects, delivery, messaging, commands, leadership. Some of it speaks to steps
 * itself (a command plans, leadership starts the lot); those below are at the very bottom and know none of them.
 */
const groundFloor = ["database", "effects", "delivery", "workers"];

const packages = ["contract", "coordinator", "worker", "stages", "client/web", "client/cli", "seeds", "compose"];
const testFiles = "\\.test\\.tsx?$";

/** A package's code uses its own files and those of the contract; tests reach further, in test/. */
const packageRules = packages.map((name) => ({
	name: `${name.replace("/", "-")}-imports-only-the-contract`,
	comment: "Packages meet in @tilewright/contract and on the wire, nowhere else.",
	severity: "error",
	// Scripts that build a package lie beside src/ and may use each other.
	from: { path: `^${name}/src/` },
	to: {
		path: `^(${packages.filter((other) => other !== name && other !== "contract").join("|")}|test|bench|scripts)/`,
	},
}));

const stepRules = steps.slice(0, -1).map((step, index) => ({
	name: `${step}-imports-no-later-step`,
	comment:
		"Steps do not call each other: they commit a row and ring a bell. What is shared belongs to the earlier step.",
	severity: "error",
	from: { path: `^coordinator/src/${step}/`, pathNot: testFiles },
	to: { path: `^coordinator/src/(${steps.slice(index + 1).join("|")})/` },
}));

/** Libraries that would spread if they could, and the folders that keep them. */
const keptInside = (library, path, folders, comment) => ({
	name: `${library}-only-where-it-belongs`,
	comment,
	severity: "error",
	from: { pathNot: [...folders.map((folder) => `^${folder}`), testFiles, "^test/", "^bench/"] },
	to: { path: `(^|/)node_modules/(${path})(/|$)` },
});

export default {
	forbidden: [
		...packageRules,
		{
			name: "contract-imports-no-package-of-ours",
			comment: "The contract is what everybody shares; it cannot depend on anybody.",
			severity: "error",
			from: { path: "^contract/" },
			to: { path: `^(${packages.filter((name) => name !== "contract").join("|")}|test|bench|scripts)/` },
		},
		...stepRules,
		{
			name: "ground-floor-imports-no-step",
			comment: "What every step stands on cannot lean on one of them.",
			severity: "error",
			from: { path: `^coordinator/src/(${groundFloor.join("|")})/`, pathNot: testFiles },
			to: { path: `^coordinator/src/(${steps.join("|")})/` },
		},
		{
			name: "api-starts-nothing",
			comment: "The API asks through commands; who leads is not its business.",
			severity: "error",
			from: { path: "^coordinator/src/api/" },
			to: { path: "^coordinator/src/leadership/" },
		},
		keptInside("sequelize", "sequelize", ["coordinator/src/database/"], "One place knows how rows become objects."),
		keptInside("nats", "@nats-io/[^/]+", ["contract/src/messaging/"], "Everybody else talks to a MessageBus."),
		keptInside(
			"http-server",
			"fastify|@fastify/[^/]+|mercurius|@pothos/[^/]+",
			["coordinator/src/api/"],
			"HTTP and GraphQL are how people reach us, not how we work.",
		),
		keptInside(
			"execa",
			"execa",
			["worker/src/execution/", "compose/src/"],
			"The coordinator never starts a process: a fork blocks its event loop in proportion to its memory.",
		),
		{
			name: "coordinator-starts-no-process",
			comment: "A fork blocks Node's event loop in proportion to the parent's memory.",
			severity: "error",
			from: { path: "^(coordinator|contract)/src/", pathNot: testFiles },
			to: { path: "^(node:)?child_process$" },
		},
		{
			name: "rules-are-pure",
			comment:
				"Decisions are plain data in, plain data out: they run the contract, other rules and machines, and name any type.",
			severity: "error",
			from: { path: "-(rules|machine)\\.ts$" },
			to: {
				pathNot: ["^contract/src/", "-(rules|machine)\\.ts$", "node_modules/zod/", "^(node:)?(path|crypto)$"],
				dependencyTypesNot: ["type-only"],
			},
		},
		{
			name: "no-tests-in-programs",
			comment: "What only tests need stays with the tests.",
			severity: "error",
			from: { path: "/src/", pathNot: [testFiles, "/src/testing/"] },
			to: { path: [testFiles, "/src/testing/"] },
		},
		{
			name: "no-cycles",
			comment: "Two files that import each other are one idea in two places, or an idea that wants a third file.",
			severity: "error",
			from: {},
			to: { circular: true },
		},
		{
			name: "everything-resolves",
			comment: "An import that leads nowhere fails only when it is reached.",
			severity: "error",
			from: {},
			to: { couldNotResolve: true },
		},
	],
	options: {
		doNotFollow: { path: "node_modules" },
		exclude: { path: ["(^|/)dist/", "/generated/", "/fixtures/"] },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
		cache: { folder: "node_modules/.cache/dependency-cruiser", strategy: "content" },
	},
};
