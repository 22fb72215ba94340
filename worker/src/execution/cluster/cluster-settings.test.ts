import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readClusterSettings } from "./cluster-settings.ts";

const directory = mkdtempSync(join(tmpdir(), "tilewright-settings-"));
afterAll(() => rmSync(directory, { recursive: true }));

function read(content: unknown) {
	const path = join(directory, "cluster.json");
	writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
	return readClusterSettings(path);
}

test("a folder is enough: SLURM, on this machine, in batches", () => {
	expect(read({ directory: "/shared/tilewright" })).toMatchObject({
		scheduler: "slurm",
		submitHost: { ssh: null, sudoUser: null },
		pilot: null,
		pollSeconds: 10,
		templates: { default: { partition: null, options: [] } },
	});
});

test.each([
	[
		"a partition that could be read as an option",
		{ templates: { default: { partition: "--wrap=id" } } },
		"word without spaces",
	],
	["an option that is none", { templates: { default: { options: ["rm -rf /"] } } }, "begins with -"],
	["a module with shell in it", { templates: { default: { modules: ["a; id"] } } }, "name of a module"],
	["a host that is an option", { submitHost: { ssh: "-oProxyCommand=id" } }, "ssh"],
	["a user with a space", { submitHost: { sudoUser: "a b" } }, "name of a user"],
	["a field nobody knows", { partition: "main" }, "partition"],
	["no default template", { templates: { gpu: {} } }, 'no template "default"'],
	["pilots of a template that is not there", { pilot: { template: "gpu" } }, 'pilot.template is "gpu"'],
	["pilots that drain longer than they live", { pilot: { timeLimitMinutes: 2, drainSeconds: 120 } }, "drainSeconds"],
])("%s is refused with the reason", (_what, content, problem) => {
	expect(() => read({ directory: "/shared", ...content })).toThrow(problem);
});

test("what cannot be read is refused with the name of the file", () => {
	expect(() => read("{")).toThrow(/cluster\.json.*TILEWRIGHT_WORKER_CLUSTER_FILE/);
	expect(() => readClusterSettings("/no/such/file")).toThrow("/no/such/file");
});
