import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDefinition, createProject } from "../api/support/demonstration.ts";
import { ServedCoordinator } from "../api/support/served-coordinator.ts";
import { Shells } from "./support/shells.ts";
import { TerminalUser } from "./support/terminal-user.ts";

/* Somebody presses Tab in bash, zsh and fish, with the program as it is installed. */

let served: ServedCoordinator;
let shells: Shells;
let user: TerminalUser;
let folder: string;
/** Takes what it is asked, and never answers. */
let silent: Server;
let silentUrl: string;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	const url = await served.listen();
	folder = mkdtempSync(join(tmpdir(), "tilewright-cli-completion-"));
	user = new TerminalUser(() => url, folder);
	shells = new Shells(url);
	await createDefinition(served, "Measure");
	await createProject(served, { name: "Mouse brain" });
	await createProject(served, { name: "Liver" });
	for (const project of ["Mouse brain", "Liver"]) {
		await user.read("stages", "add", "Quality", "--project", project, "--definition", "Measure");
	}
	await user.read("stages", "add", "Mosaic", "--project", "Liver", "--definition", "Measure");
	await served.coordinator.addWorker();
	silent = createServer(() => {});
	await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
	const address = silent.address();
	silentUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
	// Builds it where that has not been done.
	await user.start("--version").ended;
	// Once: each start of the program takes as long as what is tried with it.
	const script = await user.run("completion", "bash");
	writeFileSync(join(shells.folder, "completion.bash"), script.stdout);
});
afterAll(async () => {
	user.leave();
	silent.close();
	await served.stop();
	rmSync(folder, { recursive: true, force: true });
	rmSync(shells.folder, { recursive: true, force: true });
});

interface Offer {
	readonly exitCode: number | null;
	readonly stderr: string;
	readonly words: readonly string[];
}

/** What bash would offer for a line with the cursor at its end. */
async function inBash(line: string, more: Readonly<Record<string, string>> = {}): Promise<Offer> {
	// COMP_WORDS as readline cuts it matters in its first word only.
	const { exitCode, stdout, stderr } = await shells.run(
		"bash",
		`source completion.bash
COMP_LINE=$LINE_TO_COMPLETE COMP_POINT=\${#LINE_TO_COMPLETE} COMP_WORDS=(tilewright) COMP_CWORD=1
_tilewright
printf '%s\\n' "\${COMPREPLY[@]}"
`,
		{ LINE_TO_COMPLETE: line, ...more },
	);
	return { exitCode, stderr, words: stdout.split("\n").filter((word) => word !== "") };
}

describe("bash", () => {
	it("is offered subcommands, options and the values they may have", async () => {
		expect((await inBash("tilewright fail")).words).toEqual(["failures"]);
		expect((await inBash("tilewright workers qu")).words).toEqual(["quarantine"]);
		expect((await inBash("tilewright tasks list --sta")).words).toEqual(["--stage", "--stale", "--state"]);
		expect((await inBash("tilewright tasks --state ru")).words).toEqual(["running"]);
		expect((await inBash("tilewright tasks --state failed,re")).words).toEqual([
			"failed,ready",
			"failed,review",
			"failed,rejected",
		]);
		expect((await inBash("tilewright retry --outcome=out-")).words).toEqual(["out-of-memory"]);
		expect((await inBash("tilewright feedback send re")).words).toEqual(["re-image"]);
		expect((await inBash("tilewright stages change x --rerun stale-")).words).toEqual(["stale-and-failed"]);
		expect((await inBash("tilewright completion ")).words).toEqual(["bash", "zsh", "fish"]);
		expect((await inBash("echo a; tilewright --se")).words).toEqual(["--server"]);
	});

	it("is offered names of projects, stages and workers by the server", async () => {
		expect((await inBash("tilewright watch ")).words).toEqual(expect.arrayContaining(["Mouse brain", "Liver"]));
		// Two projects have it.
		expect((await inBash("tilewright stages pause L")).words).toEqual(["Liver/Acquisition", "Liver/Quality"]);
		expect((await inBash("tilewright tasks --stage Mosaic,Liv")).words).toContain("Mosaic,Liver/Quality");
		expect((await inBash('tilewright stages pause --reason "a b" Mo')).words).toEqual([
			"Mouse brain/Acquisition",
			"Mouse brain/Quality",
			"Mosaic",
		]);
		expect((await inBash("tilewright tasks --project Liver --stage ")).words).toEqual([
			"Acquisition",
			"Quality",
			"Mosaic",
		]);
		expect((await inBash("tilewright tasks --project 'Mouse brain' --stage Q")).words).toEqual(["Quality"]);
		expect((await inBash("tilewright stages pause Mouse\\ brain/Q")).words).toEqual(["Mouse brain/Quality"]);
		expect((await inBash("tilewright workers pause t")).words).toEqual(["test worker"]);
		expect((await inBash("tilewright stages add X --definition M")).words).toEqual(["Measure"]);
	});

	it("is told nothing, and soon, when nobody answers", async () => {
		const nobody = { TILEWRIGHT_URL: "http://127.0.0.1:9" };
		expect(await inBash("tilewright watch ", nobody)).toEqual({ exitCode: 0, stderr: "", words: [] });
		expect((await inBash("tilewright workers qu", nobody)).words).toEqual(["quarantine"]);
		expect(await inBash("tilewright watch ", { TILEWRIGHT_URL: silentUrl })).toEqual({
			exitCode: 0,
			stderr: "",
			words: [],
		});
		expect(await inBash(`tilewright --server 'not a url' watch `)).toEqual({ exitCode: 0, stderr: "", words: [] });
	});

	it.skipIf(!Shells.has("script"))(
		"completes what is typed at a terminal, with names quoted and files where files are meant",
		async () => {
			const start = 'eval "$(tilewright completion bash)"\n' + "bind 'set enable-bracketed-paste off'\nPS1='ready> '\n";
			const typed = (keys: string, wanted: string) =>
				shells.type(keys, start, (shown) => shown.includes(wanted)).then((shown) => expect(shown).toContain(wanted));
			await typed("tilewright workers qua\t", "tilewright workers quarantine ");
			await typed("tilewright projects show Mou\t", "projects show Mouse\\ brain ");
			await typed("tilewright tasks --outcome=timed\t", "tasks --outcome=timed-out ");
			await typed("tilewright definitions add over\t", "definitions add overview.json ");
		},
	);
});

describe.skipIf(!Shells.has("zsh"))("zsh", () => {
	it("reads its script, and is offered the same words", async () => {
		// What _tilewright hands to compadd, without a terminal.
		const { stdout, stderr } = await shells.run(
			"zsh",
			`autoload -Uz compinit && compinit -u
source <(tilewright completion zsh)
compadd() { print -rl -- "\${values[@]}" }
offer() { words=("$@"); CURRENT=$#words; PREFIX=\${words[-1]}; _tilewright }
offer tilewright workers qu
offer tilewright stages pause Mouse
offer tilewright tasks --project 'Mouse\\ brain' --stage Q
print -r -- "\${_comps[tilewright]}"
`,
		);
		expect(stderr).toBe("");
		expect(stdout).toBe("quarantine\nMouse brain/Acquisition\nMouse brain/Quality\nQuality\n_tilewright\n");
	});
});

describe.skipIf(!Shells.has("fish"))("fish", () => {
	it("reads its script, and is offered the same words", async () => {
		const { stdout, stderr } = await shells.run(
			"fish",
			`tilewright completion fish | source
complete -C'tilewright workers qu'
complete -C'tilewright stages pause Mouse'
complete -C'tilewright tasks --project Liver --stage Mos'
complete -C'tilewright definitions add over'
`,
		);
		expect(stderr).toBe("");
		expect(stdout.split("\n").map((line) => line.split("\t")[0])).toEqual([
			"quarantine",
			"Mouse brain/Acquisition",
			"Mouse brain/Quality",
			"Mosaic",
			"overview.json",
			"",
		]);
	});
});

describe("the completion command", () => {
	it("takes the shell of SHELL, and names those it knows", async () => {
		const { exitCode, stderr } = await user.run("completion");
		expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining("bash, zsh, fish") });
		expect((await user.run("completion", "tcsh")).exitCode).toBe(2);
		expect(await user.readOne("completion", "fish")).toMatchObject({ shell: "fish" });
	});
});
