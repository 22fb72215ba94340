import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Shells as people have them, with `tilewright` on their path and a server to ask. */
export class Shells {
	/** Goes away with whoever made it. */
	readonly folder = mkdtempSync(join(tmpdir(), "tilewright-shells-"));
	readonly #server: string;

	constructor(server: string) {
		this.#server = server;
		symlinkSync(resolve("client/cli/bin/tilewright.mjs"), join(this.folder, "tilewright"));
		writeFileSync(join(this.folder, "overview.json"), "{}");
	}

	static has(shell: string): boolean {
		return spawnSync(shell, ["--version"], { stdio: "ignore" }).status === 0;
	}

	environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
		return {
			...process.env,
			PATH: `${this.folder}:${process.env.PATH ?? ""}`,
			HOME: this.folder,
			TILEWRIGHT_URL: this.#server,
			TERM: "dumb",
			...more,
		};
	}

	/** Runs a script in a shell; answers what it wrote to both outputs. */
	async run(
		shell: string,
		script: string,
		more: Readonly<Record<string, string>> = {},
	): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }> {
		const path = join(this.folder, `script.${shell}`);
		writeFileSync(path, script);
		return this.#collect(shell, shell === "zsh" ? ["-f", path] : [path], {
			cwd: this.folder,
			env: this.environment(more),
			stdio: ["ignore", "pipe", "pipe"],
		});
	}

	/** Types into an interactive shell on a terminal of its own; answers all that the terminal showed. */
	async type(keys: string, startFile: string, isEnough: (shown: string) => boolean): Promise<string> {
		const rc = join(this.folder, "start.sh");
		writeFileSync(rc, startFile);
		const child = spawn("script", ["-qec", `bash --noprofile --rcfile ${rc} -i`, "/dev/null"], {
			cwd: this.folder,
			env: this.environment({ PS1: "$ " }),
			stdio: ["pipe", "pipe", "pipe"],
		});
		let shown = "";
		return new Promise((done, reject) => {
			const limit = setTimeout(() => end(new Error(`the terminal shows ${JSON.stringify(shown)}`)), 30_000);
			let isTyped = false;
			const end = (error?: Error) => {
				clearTimeout(limit);
				child.kill("SIGKILL");
				if (error === undefined) done(shown);
				else reject(error);
			};
			child.on("error", end);
			child.stdout.setEncoding("utf8").on("data", (text: string) => {
				shown += text;
				// Only once the start file is read: what comes before its prompt is typed past the completion.
				if (!isTyped && shown.includes("ready> ")) {
					isTyped = true;
					child.stdin.write(keys);
				}
				if (isTyped && isEnough(shown)) end();
			});
			child.on("close", () => end(new Error(`the shell ended: ${JSON.stringify(shown)}`)));
		});
	}

	#collect(command: string, argumentList: readonly string[], options: SpawnOptions) {
		return new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((done, reject) => {
			const child = spawn(command, argumentList, options);
			let stdout = "";
			let stderr = "";
			child.stdout?.setEncoding("utf8").on("data", (text: string) => {
				stdout += text;
			});
			child.stderr?.setEncoding("utf8").on("data", (text: string) => {
				stderr += text;
			});
			child.on("error", reject);
			child.on("close", (exitCode) => done({ exitCode, stdout, stderr }));
		});
	}
}
