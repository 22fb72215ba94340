import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import pc from "picocolors";
import { runCommandLine } from "../../../../client/cli/src/command/run-command-line.ts";

/**
 * Somebody at a shell, against one server. What ends by itself runs in this process, which takes a tenth of the
 * time; what is followed, interrupted or piped runs as it is installed.
 */

const program = resolve("client/cli/bin/tilewright.mjs");

export interface Said {
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** A command that goes on until it is ended. */
export interface Running {
	/** Lines of stdout so far. */
	readonly lines: readonly string[];
	/** What stderr has so far. */
	complaints(): string;
	/** Presses Ctrl-C. */
	interrupt(): void;
	/** Stops reading, as `| head` does. */
	closeOutput(): void;
	readonly ended: Promise<Said>;
}

export class TerminalUser {
	readonly #server: () => string;
	readonly #folder: string;
	/** What is answered when something is asked; nobody is there to ask without it. */
	answer: string | undefined;
	/** What was asked. */
	readonly asked: string[] = [];
	readonly #children = new Set<ChildProcess>();

	/** `server` is asked anew for every command. */
	constructor(server: () => string, folder: string) {
		this.#server = server;
		this.#folder = folder;
	}

	async run(...argumentList: readonly string[]): Promise<Said> {
		let stdout = "";
		let stderr = "";
		const exitCode = await runCommandLine(argumentList, {
			terminal: {
				write: (text) => {
					stdout += text;
				},
				complain: (line) => {
					stderr += `${line}\n`;
				},
				colours: pc.createColors(false),
				isInteractive: false,
				width: () => Number.POSITIVE_INFINITY,
				height: () => 24,
			},
			environment: { TILEWRIGHT_URL: this.#server() },
			installation: resolve("."),
			workingDirectory: this.#folder,
			signal: new AbortController().signal,
			...(this.answer === undefined ? {} : { ask: (question: string) => this.#answerTo(question) }),
		});
		return { exitCode, stdout, stderr };
	}

	async #answerTo(question: string): Promise<string> {
		this.asked.push(question);
		return this.answer ?? "";
	}

	/** Expects that it goes well; answers what it printed. */
	async read(...argumentList: readonly string[]): Promise<string> {
		const { exitCode, stdout, stderr } = await this.run(...argumentList);
		if (exitCode !== 0) throw new Error(`tilewright ${argumentList.join(" ")} ended with ${exitCode}: ${stderr}`);
		return stdout;
	}

	/** The same with --json: one value for each line. The caller knows what the command answers. */
	async readJson<Value>(...argumentList: readonly string[]): Promise<Value[]> {
		const text = await this.read(...argumentList, "--json");
		return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Value]));
	}

	async readOne<Value>(...argumentList: readonly string[]): Promise<Value> {
		const [value, ...others] = await this.readJson<Value>(...argumentList);
		if (value === undefined || others.length > 0) throw new Error(`${others.length + 1} lines instead of one`);
		return value;
	}

	start(...argumentList: readonly string[]): Running {
		const child = spawn(process.execPath, [program, ...argumentList], {
			cwd: this.#folder,
			env: { ...process.env, TILEWRIGHT_URL: this.#server(), FORCE_COLOR: undefined, NO_COLOR: "1" },
			stdio: ["ignore", "pipe", "pipe"],
		});
		this.#children.add(child);
		const lines: string[] = [];
		let stdout = "";
		let stderr = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			stdout += text;
			lines.splice(0, lines.length, ...stdout.split("\n").slice(0, -1));
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		const ended = new Promise<Said>((resolveEnded, reject) => {
			child.on("error", reject);
			child.on("close", (exitCode) => {
				this.#children.delete(child);
				resolveEnded({ exitCode, stdout, stderr });
			});
		});
		return {
			lines,
			complaints: () => stderr,
			interrupt: () => child.kill("SIGINT"),
			closeOutput: () => child.stdout.destroy(),
			ended,
		};
	}

	/** Whatever a failed test left running. */
	leave(): void {
		for (const child of this.#children) child.kill("SIGKILL");
	}
}
